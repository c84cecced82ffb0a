using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Yelb.Hosting.Machine;

namespace Aspire.Hosting.Orchestration;

/// <summary>One running copy of a project: a process, its log, and what is known of it.</summary>
internal sealed class ProjectReplica(
    ProjectResource project,
    int index,
    string assemblyPath,
    Func<CancellationToken, Task<Dictionary<string, string>>> environment,
    ResourceNotificationService notifications,
    ILogger log,
    ILogger hostLog) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private ChildProcess? _process;

    public string Id { get; } = ReplicaIds.Of(project)[index];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_process is { Exited.IsCompleted: false })
            {
                return;
            }

            await UpdateAsync(s => s with { State = KnownResourceStates.Starting, ExitCode = null, StopTimeStamp = null }).ConfigureAwait(false);
            var variables = await environment(cancellationToken).ConfigureAwait(false);
            var executable = Path.ChangeExtension(assemblyPath, OperatingSystem.IsWindows() ? ".exe" : null);
            var process = _process = ChildProcess.Start(new ChildProcessSpec
            {
                FileName = executable,
                Environment = variables,
                // The project's own folder, as under dotnet run: its settings and static files are there.
                WorkingDirectory = Path.GetDirectoryName(project.GetProjectMetadata().ProjectPath),
            }, (line, isError) => log.Line(isError ? LogLevel.Error : LogLevel.Information, line));

            await UpdateAsync(s => s with
            {
                State = KnownResourceStates.Running,
                StartTimeStamp = DateTime.UtcNow,
                EnvironmentVariables = [.. variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new EnvironmentVariableSnapshot(v.Key, v.Value, IsFromSpec: true))],
                Urls = [.. ProjectEnvironment.EndpointsOf(project, index).Select(e => new UrlSnapshot(e.Endpoint.Name, e.UriString, IsInternal: false))],
                Properties =
                [
                    new("project.path", project.GetProjectMetadata().ProjectPath),
                    new("executable.path", executable),
                    new("executable.pid", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ],
            }).ConfigureAwait(false);
            _ = ObserveExitAsync(process);
        }
        catch (Exception exception) when (exception is MachineException or DistributedApplicationException)
        {
            log.Line(LogLevel.Error, exception.Message);
            hostLog.CannotStart(Id, exception.Message);
            await UpdateAsync(s => s with { State = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error) }).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_process is { Exited.IsCompleted: false } process)
            {
                await UpdateAsync(s => s with { State = KnownResourceStates.Stopping }).ConfigureAwait(false);
                _process = null;
                await process.StopAsync(cancellationToken).ConfigureAwait(false);
                await EndedAsync(KnownResourceStates.Exited, process.Exited.Result).ConfigureAwait(false);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task ObserveExitAsync(ChildProcess process)
    {
        var exitCode = await process.Exited.ConfigureAwait(false);
        await _oneAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            // Otherwise it was stopped, and is another by now.
            if (_process == process)
            {
                if (exitCode == 0 && project.TryGetLastAnnotation<ExplicitStartupAnnotation>(out _))
                {
                    hostLog.Finished(Id);
                }
                else
                {
                    hostLog.EndedByItself(Id, exitCode);
                }

                await EndedAsync(exitCode == 0 ? KnownResourceStates.Finished : KnownResourceStates.Exited, exitCode).ConfigureAwait(false);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private Task EndedAsync(string state, int exitCode) => UpdateAsync(s => s with
    {
        State = new(state, exitCode == 0 ? null : KnownResourceStateStyles.Error),
        ExitCode = exitCode,
        StopTimeStamp = DateTime.UtcNow,
    });

    private Task UpdateAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => notifications.PublishUpdateAsync(project, Id, change);
}
