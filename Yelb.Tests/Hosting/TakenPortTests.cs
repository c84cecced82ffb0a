using System.Net;
using System.Net.Sockets;
using ProcessesAndTools;

namespace Yelb.Tests.Hosting;

/// <summary>A port that the AppHost asks for, and that somebody else has.</summary>
public sealed class TakenPortTests
{
    [Fact]
    public async Task The_error_is_one_line_that_names_the_port_and_who_wants_it_and_who_has_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exitCode, lines) = await ChildProcess.RunAsync(
            new()
            {
                FileName = Path.Combine(Repository.Output("Yelb.AppHost"), "Yelb.AppHost"),
                Environment = new Dictionary<string, string>
                {
                    ["DcpPublisher__RandomizePorts"] = "true",
                    ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
                    ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                    ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://127.0.0.1:0",
                },
            },
            Patience.Token);

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain(lines, line => line.Contains("   at ", StringComparison.Ordinal));
        var error = Assert.Single(lines, line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains($"Aspire's dashboard wants port {port}", error, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"(process {Environment.ProcessId})", error, StringComparison.Ordinal);
        }
    }
}
