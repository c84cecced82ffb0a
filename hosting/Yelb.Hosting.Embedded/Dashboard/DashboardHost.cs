using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yelb.Hosting.Machine;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Runs Aspire's dashboard as long as the application runs. All of it happens in the background: the
/// application neither waits for the dashboard nor fails with it.
/// </summary>
internal sealed partial class DashboardHost(
    DashboardOptions options,
    ResourceServiceHost resourceService,
    IHostApplicationLifetime lifetime,
    ILogger<DistributedApplication> logger,
    ILogger<DashboardHost> dashboardLogger) : BackgroundService
{
    // It keeps nothing that a kill could spoil, and with a page open it would take its time.
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Services are stopped one after the other; this one begins as soon as the application does.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await RunAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LogNoDashboard(logger, e.Message);
            LogWhy(dashboardLogger, e);
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var executable = await DashboardTool.GetAsync(logger, stopping).ConfigureAwait(false);
        ThrowIfTaken(options.FrontendUrl, "ASPNETCORE_URLS");
        ThrowIfTaken(options.OtlpEndpointUrl, "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL");

        await using var resources = await resourceService.StartAsync(stopping).ConfigureAwait(false);
        var process = ChildProcess.Start(Spec(executable, resources.Urls.First()), (line, _) => LogOutput(dashboardLogger, line));
        try
        {
            await AnswerAsync(process, stopping).ConfigureAwait(false);
            var code = await process.Exited.WaitAsync(stopping).ConfigureAwait(false);
            throw new MachineException(
                $"it ended with exit code {code}. The setting Logging:LogLevel:Aspire.Hosting.Dashboard=Debug shows its own log.");
        }
        finally
        {
            await process.StopAsync(CancellationToken.None).ConfigureAwait(false);
            using var soon = new CancellationTokenSource(_stopTimeout);
            await resources.StopAsync(soon.Token).ConfigureAwait(false);
        }
    }

    private ChildProcessSpec Spec(string executable, string resourceServiceUrl) => new()
    {
        FileName = executable,
        Arguments = ["dashboard"],
        WorkingDirectory = Path.GetDirectoryName(executable),
        StopTimeout = _stopTimeout,
        Environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = Authority(options.FrontendUrl),
            ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
            ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = options.BrowserToken,
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Authority(options.OtlpEndpointUrl),
            ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = options.OtlpApiKey,
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = resourceServiceUrl,
            ["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = options.ResourceServiceApiKey,
            ["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] = "true",
        },
    };

    /// <summary>Says where the dashboard is once it answers; returns as well when the process ends before.</summary>
    private async Task AnswerAsync(ChildProcess process, CancellationToken stopping)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        while (!process.Exited.IsCompleted)
        {
            try
            {
                using var response = await client.GetAsync(options.FrontendUrl, stopping).ConfigureAwait(false);
                LogLogin(logger, $"{Authority(options.FrontendUrl)}/login?t={options.BrowserToken}");
                return;
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), stopping).ConfigureAwait(false);
            }
        }
    }

    private static void ThrowIfTaken(Uri url, string setting)
    {
        // The dashboard listens on both for 'localhost', and would end with a stack trace.
        IPAddress[] addresses = Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        foreach (var address in addresses)
        {
            try
            {
                using var listener = new TcpListener(address, url.Port);
                listener.Start();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new MachineException($"port {url.Port} is taken. End what listens there, or set {setting} to another address.", e);
            }
        }
    }

    private static string Authority(Uri url) => url.GetLeftPart(UriPartial.Authority);

    // 'dotnet watch' and editors look for this very sentence.
    [LoggerMessage(LogLevel.Information, "Login to the dashboard at {LoginUrl}")]
    private static partial void LogLogin(ILogger logger, string loginUrl);

    [LoggerMessage(LogLevel.Warning, "The application runs on without the dashboard: {Reason}")]
    private static partial void LogNoDashboard(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Debug, "Why there is no dashboard.")]
    private static partial void LogWhy(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Debug, "{Line}")]
    private static partial void LogOutput(ILogger logger, string line);
}
