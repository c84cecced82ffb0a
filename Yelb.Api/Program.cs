using Yelb.Api.Http;
using Yelb.Api.Stores;
using Yelb.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
{
    Args = args,
    // appsettings.json is found from whichever folder the service is started.
    ContentRootPath = AppContext.BaseDirectory,
});
builder.AddServiceDefaults();
try
{
    VotesDatabase.AddTo(builder);
    PageViewsRedis.AddTo(builder);
}
catch (InvalidConfigurationException e)
{
    Console.Error.WriteLine($"yelb-appserver cannot start: {e.Message}");
    return 1;
}

builder.WebHost.ConfigureKestrel(RequestBodies.Limit);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<Problems>();
builder.Services.AddOpenApi();
builder.Services.AddLive();

var app = builder.Build();
app.UseAnswerHeaders();
app.UseExceptionHandler();
app.UseStatusCodePages(Problems.DescribeAsync);
app.UseRequestBodies();
app.UseExactPaths();
app.UsePreflight();

app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapOriginalApi();
app.MapVotesApi();
app.MapSharedVotesApi();
app.MapPageViewsApi();
app.MapVisitsApi();
app.MapLiveApi();
await app.RunAsync();
return 0;
