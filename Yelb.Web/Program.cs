using Yelb.ServiceDefaults;
using Yelb.Web;
using Yelb.Web.Api;
using Yelb.Web.Limits;
using Yelb.Web.Pages;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.WebHost.LimitRequestBodies();
// Finds the compressed assets of a build in any environment; a published application has them in wwwroot.
builder.WebHost.UseStaticWebAssets();

builder.Services.AddProblemDetails();
builder.Services.AddAppServer();
builder.Services.AddPage();
builder.Services.AddPageCompression();
builder.Services.AddIncomingTraces();
try
{
    builder.AddApiForwarding();
    builder.AddClientLimits();
    builder.AddTrustedProxies();
}
catch (InvalidConfigurationException e)
{
    Console.Error.WriteLine($"yelb-ui cannot start: {e.Message}");
    return 1;
}

var app = builder.Build();

app.UseIncomingTraces();
app.UsePageHeaders();
app.UseErrorAnswers();
app.UseRequestBodies();
app.UsePageCompression();
app.UseRateLimiter();
app.MapStaticAssets();
app.MapFingerprintFallback();
app.MapSecurityText();
app.MapPage();
app.MapApiForwarding();
// Both say only whether yelb-ui itself can serve its page. They must not turn red because yelb-appserver is down:
// a load balancer would then take away the very page that explains the outage.
app.MapDefaultEndpoints();

await app.RunAsync();
return 0;
