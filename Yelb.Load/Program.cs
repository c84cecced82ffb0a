using Yelb.Load;
using Yelb.ServiceDefaults;

var builder = Host.CreateApplicationBuilder(args);
try
{
    builder.Services.AddSingleton(LoadSettings.Read(builder.Configuration));
}
catch (InvalidConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

builder.AddServiceDefaults();
builder.Services.AddSingleton<YelbUi>();
builder.Services.AddSingleton<LoadRun>();

using var host = builder.Build();
await host.StartAsync();
var passed = await host.Services.GetRequiredService<LoadRun>().RunAsync(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
await host.StopAsync();
return passed ? 0 : 1;
