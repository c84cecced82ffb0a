using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>The page of a deployed application.</summary>
internal static class DeployedPage
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    /// <summary>Waits until a page answers; returns after how many seconds it did.</summary>
    /// <exception cref="DistributedApplicationException">It does not within the limit.</exception>
    public static async Task<double> WaitAsync(Uri page, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var clock = Stopwatch.StartNew();
        while (true)
        {
            string answer;
            try
            {
                using var response = await http.GetAsync(page, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
                // A load balancer with no healthy target answers 502 or 503.
                if ((int)response.StatusCode < 500)
                {
                    return clock.Elapsed.TotalSeconds;
                }

                answer = string.Create(CultureInfo.InvariantCulture, $"status {(int)response.StatusCode}");
            }
            // The exception of sockets: a connection that was reset as soon as it was made.
            catch (Exception e) when (e is HttpRequestException or SocketException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                answer = e.Message;
            }

            if (clock.Elapsed + _pause > limit)
            {
                throw new DistributedApplicationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The stack is deployed, but {page} did not answer within {limit.TotalMinutes:0.#} min, last: {answer.ReplaceLineEndings(" ")}. See its tasks' logs, and its DNS name where it has a domain."));
            }

            await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
