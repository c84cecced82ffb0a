using Yelb.Load;

var builder = Host.CreateApplicationBuilder(args);
if (!LoadSettings.TryRead(builder.Configuration, out var settings, out var fault))
{
    await Console.Error.WriteLineAsync(fault);
    return 1;
}

builder.AddServiceDefaults();
builder.Services.AddSingleton(settings);
builder.Services.AddSingleton<YelbUi>();
builder.Services.AddSingleton<LoadRun>();

using var host = builder.Build();
await host.StartAsync();
var passed = await host.Services.GetRequiredService<LoadRun>().RunAsync(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
await host.StopAsync();
return passed ? 0 : 1;
