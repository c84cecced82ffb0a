using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Contract;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Resource = Aspire.Hosting.Dashboard.Contract.Resource;

namespace Aspire.Hosting.Dashboard;

/// <summary>Tells the dashboard of the resources, their states and their logs, and carries out its commands.</summary>
internal sealed class DashboardService(
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ResourceCommandService commands) : Contract.DashboardService.DashboardServiceBase
{
    // The client takes messages of up to 4 MB, and UTF-8 needs at most three bytes for one of these.
    private const int MaxCharactersInMessage = 1024 * 1024;

    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context)
    {
        const string suffix = "AppHost";
        var name = environment.ApplicationName;
        if (name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
        {
            name = name[..^suffix.Length].TrimEnd('.');
        }

        return Task.FromResult(new ApplicationInformationResponse { ApplicationName = name });
    }

    public override Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context) =>
        UntilStoppedAsync(context, async stopping =>
        {
            var first = true;
            var batch = new List<Resource>();
            await using var updates = notifications.WatchAsync(stopping).GetAsyncEnumerator(stopping);
            while (true)
            {
                var next = updates.MoveNextAsync();

                // What is there without waiting goes out together. The first message is due at once, be it empty.
                if (!next.IsCompleted && (first || batch.Count > 0))
                {
                    await responseStream.WriteAsync(first ? Initial(batch) : Changes(batch), stopping).ConfigureAwait(false);
                    first = false;
                    batch.Clear();
                }

                if (!await next.ConfigureAwait(false))
                {
                    return;
                }

                batch.Add(ResourceMessage.From(updates.Current));
            }
        });

    public override Task WatchResourceConsoleLogs(WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context) =>
        UntilStoppedAsync(context, async stopping =>
        {
            var batches = request.SuppressFollow ? logs.GetAllAsync(request.ResourceName) : logs.WatchAsync(request.ResourceName);
            await foreach (var batch in batches.WithCancellation(stopping).ConfigureAwait(false))
            {
                var message = new WatchResourceConsoleLogsUpdate();
                var characters = 0;
                foreach (var line in batch)
                {
                    var text = line.Content.Length <= MaxCharactersInMessage ? line.Content : line.Content[..MaxCharactersInMessage];
                    if (characters + text.Length > MaxCharactersInMessage)
                    {
                        await responseStream.WriteAsync(message, stopping).ConfigureAwait(false);
                        message = new WatchResourceConsoleLogsUpdate();
                        characters = 0;
                    }

                    characters += text.Length;
                    message.LogLines.Add(new ConsoleLogLine { LineNumber = line.LineNumber, Text = text, IsStdErr = line.IsErrorMessage });
                }

                await responseStream.WriteAsync(message, stopping).ConfigureAwait(false);
            }
        });

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, context.CancellationToken).ConfigureAwait(false);
        return new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded : ResourceCommandResponseKind.Failed,
            Message = result.Message ?? "",
        };
    }

    /// <summary>Nothing is ever asked, but the page waits for the answer to begin, and asks again as soon as it ends.</summary>
    public override Task WatchInteractions(IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream, IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream, ServerCallContext context) =>
        UntilStoppedAsync(context, async stopping =>
        {
            await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(false);
        });

    /// <summary>Ends a stream when either side stops; one that went on would hold up the application's stop.</summary>
    private async Task UntilStoppedAsync(ServerCallContext context, Func<CancellationToken, Task> stream)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.CancellationToken);
        try
        {
            await stream(stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is (OperationCanceledException or IOException or InvalidOperationException))
        {
            // A write that is cut off fails in one of these ways.
        }
    }

    private static WatchResourcesUpdate Initial(List<Resource> resources) =>
        new() { InitialData = new InitialResourceData { Resources = { resources } } };

    private static WatchResourcesUpdate Changes(List<Resource> resources) =>
        new() { Changes = new WatchResourcesChanges { Value = { resources.Select(resource => new WatchResourcesChange { Upsert = resource }) } } };
}
