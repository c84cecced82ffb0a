using System.Globalization;
using System.Net;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>
/// Whether requests on one connection reach every task behind a name. Where Service Connect takes them for TCP, all go
/// to the task that the connection was given to, and a client that keeps its connections never sees the others.
/// </summary>
internal static class SpreadCheck
{
    private const int Requests = 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(5);

    public static async Task<CheckResult> RunAsync(ReferencedAddress reference, RehearsedStack stack, CancellationToken cancellationToken)
    {
        var name = $"requests of {reference.Client.Name} to {reference} are spread over its tasks";
        var server = stack.Find(reference.Server!.Name);
        var desired = server.DesiredCount;
        var client = stack.Find(reference.Client.Name).Tasks.FirstOrDefault(t => t.State == EcsTaskState.Running);
        if (client is null || client.AddressOf(reference.Host) is not { } address)
        {
            return new(name, false, $"{reference.Client.Name} does not know {reference.Host}");
        }

        if (desired < 2)
        {
            server.Scale(2);
            await server.WaitUntilAsync(s => s.IsSteady, _patience, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var tasks = server.Tasks.Where(t => t.IsReady).ToList();
            var before = await ReceivedAsync(tasks).ConfigureAwait(false);
            var padding = new string('x', 2000);
            using (var socket = await client.Network.Namespace.ConnectAsync(new IPEndPoint(address, reference.Port), cancellationToken).ConfigureAwait(false))
            using (var connection = new ReferencedAddressClient(reference, socket))
            {
                for (var i = 0; i < Requests; i++)
                {
                    using var answer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    answer.CancelAfter(_answer);
                    await connection.RequestAsync(HttpMethod.Head, padding, answer.Token).ConfigureAwait(false);
                }
            }

            // Each got a few of them, or it got none: health checks and the like are far below one in four.
            var after = await ReceivedAsync(tasks).ConfigureAwait(false);
            var shares = after.Zip(before, (a, b) => a - b);
            var reached = shares.Count(s => s > Requests * padding.Length / 4 / tasks.Count);
            return new(name, tasks.Count > 1 && reached == tasks.Count, string.Create(
                CultureInfo.InvariantCulture, $"{Requests} requests on one connection reached {reached} of {tasks.Count} tasks"));
        }
        catch (HttpRequestException)
        {
            return new(name, false, "the connection was closed");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(name, false, string.Create(CultureInfo.InvariantCulture, $"no answer in {_answer.TotalSeconds:0} s"));
        }
        finally
        {
            if (desired < 2)
            {
                server.Scale(desired);
                await server.WaitUntilAsync(s => s.IsSteady, _patience, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static Task<long[]> ReceivedAsync(IEnumerable<EcsTask> tasks) =>
        Task.WhenAll(tasks.Select(t => t.Network.Namespace.ReceivedBytesAsync()));
}
