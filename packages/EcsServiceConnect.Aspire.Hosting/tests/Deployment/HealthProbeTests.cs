using System.Diagnostics;
using EcsServiceConnect.Hosting.Deployment;

namespace EcsServiceConnect.Hosting.Tests.Deployment;

/// <summary>The program that ECS runs in a container, with a real server beside it.</summary>
public sealed class HealthProbeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LoopbackRegistry _server = null!;

    public async ValueTask InitializeAsync() => _server = await LoopbackRegistry.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("http", "/v2/", 0)]
    [InlineData("http", "/nothing-there", 1)]
    [InlineData("tcp", "", 0)]
    [InlineData("tcp-closed", "", 1)]
    public async Task It_tells_by_its_exit_code(string scheme, string path, int expected)
    {
        Directory.CreateDirectory(_folder.Path);
        await HealthProbe.WriteAsync(_folder.Path, Patience.Token);
        var server = _server.Host.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        var address = scheme == "tcp-closed" ? "tcp://127.0.0.1:1" : $"{scheme}://{server}{path}";

        // As ECS does for CMD; the folder is /app in the image.
        var command = HealthProbe.Command(new Uri(address), TimeSpan.FromSeconds(4));
        Assert.Equal("CMD", command[0]);
        var arguments = command.Skip(2).Select(argument => argument.Replace("/app", _folder.Path, StringComparison.Ordinal));
        using var probe = Process.Start(new ProcessStartInfo(command[1], arguments) { RedirectStandardError = true })!;
        await probe.WaitForExitAsync(Patience.Token);

        Assert.Equal(expected, probe.ExitCode);
    }
}
