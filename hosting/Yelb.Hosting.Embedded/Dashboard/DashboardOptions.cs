using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Where the dashboard listens and the secrets that open it, all decided before anything starts:
/// projects are given <see cref="OtlpEndpointUrl"/> and <see cref="OtlpApiKey"/> while the dashboard
/// is still being fetched.
/// </summary>
/// <param name="FrontendUrl">Scheme, host and port of the page, e.g. <c>http://localhost:15888</c>.</param>
/// <param name="OtlpEndpointUrl">Where OTLP over gRPC is received; the value of <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</param>
/// <param name="OtlpApiKey">Goes into <c>OTEL_EXPORTER_OTLP_HEADERS</c> as <c>x-otlp-api-key=…</c>.</param>
/// <param name="BrowserToken">The <c>t</c> of the login address.</param>
/// <param name="ResourceServiceApiKey">What the dashboard shows to <see cref="DashboardService"/>.</param>
internal sealed record DashboardOptions(
    Uri FrontendUrl,
    Uri OtlpEndpointUrl,
    string OtlpApiKey,
    string BrowserToken,
    string ResourceServiceApiKey)
{
    /// <summary>The settings have Aspire's names, so a launch profile written for Aspire works unchanged.</summary>
    /// <exception cref="DistributedApplicationException">An address is not an http address of this machine.</exception>
    public static DashboardOptions From(IConfiguration configuration)
    {
        // Set by the testing host, where several applications run side by side.
        var randomizePorts = configuration.GetValue<bool>("DcpPublisher:RandomizePorts");

        return new DashboardOptions(
            Address("ASPNETCORE_URLS"),
            Address("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"),
            configuration["AppHost:OtlpApiKey"] ?? NewSecret(),
            configuration["ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN"] ?? NewSecret(),
            configuration["ASPIRE_DASHBOARD_RESOURCESERVICE_APIKEY"] ?? NewSecret());

        Uri Address(string setting)
        {
            var configured = configuration[setting];
            if (randomizePorts || string.IsNullOrWhiteSpace(configured))
            {
                return new Uri($"http://localhost:{FreePort()}");
            }

            // Aspire's https launch profile lists an https address first. It needs a developer
            // certificate that the user trusts; between processes of one machine http is enough.
            var http = configured.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null)
                .FirstOrDefault(uri => uri is { Scheme: "http", IsLoopback: true });

            return http ?? throw new DistributedApplicationException(
                $"The dashboard can't listen on {setting}={configured}: it takes an http address of this machine, such as http://localhost:15888.");
        }
    }

    private static string NewSecret() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
