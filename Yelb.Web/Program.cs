using Yelb.ServiceDefaults;
using Yelb.Web;
using Yelb.Web.Api;
using Yelb.Web.Limits;
using Yelb.Web.Live;
using Yelb.Web.Pages;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.WebHost.LimitRequestBodies();
builder.WebHost.UseSockets(sockets =>
{
    // What is written is sent at once, on the same thread: thousands of pages that are told of a vote would otherwise all hold a
    // buffer until another thread comes by. Nothing here blocks a thread, for which this would be unsafe.
    sockets.UnsafePreferInlineScheduling = true;
    // No more is kept for a client that does not read; where it is a page, it misses events and later sees the last ones.
    sockets.MaxWriteBufferSize = 8 * 1024;
});
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
app.MapLive();
// Both say only whether yelb-ui itself can serve its page. They must not turn red because yelb-appserver is down:
// a load balancer would then take away the very page that explains the outage.
app.MapDefaultEndpoints();

await app.RunAsync();
return 0;
