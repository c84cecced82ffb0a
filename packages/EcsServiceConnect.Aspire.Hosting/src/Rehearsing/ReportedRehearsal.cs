using System.Collections.Concurrent;
using Aspire.Hosting;
using EcsServiceConnect.Rehearsal.Contract;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Rehearsing;

/// <summary>A rehearsal that ends by itself: its program reports, and each line becomes one of the pipeline.</summary>
/// <param name="stack">The stack's name.</param>
/// <param name="logger">Logs what happens as it happens.</param>
internal sealed class ReportedRehearsal(string stack, ILogger logger)
{
    private readonly ConcurrentQueue<CheckResult> _failed = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private string? _sum;

    /// <returns>How many checks passed, in words.</returns>
    /// <exception cref="DistributedApplicationException">A check is red, or it could not be rehearsed: which, or why.</exception>
    /// <exception cref="MachineException">It can't be started.</exception>
    public async Task<string> RunAsync(string fileName, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var program = ChildProcess.Start(
            new()
            {
                FileName = fileName,
                Arguments = [.. arguments, ReportLine.Option],
                // It stops every task, and takes the network away.
                StopTimeout = TimeSpan.FromSeconds(30),
            },
            ReadLine);
        int code;
        try
        {
            code = await program.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await program.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        return _failed.IsEmpty && code == 0 && _sum is { } sum ? sum : throw Failure(code);
    }

    private DistributedApplicationException Failure(int code) => new(_failed.IsEmpty
        ? $"The rehearsal of '{stack}' ended with exit code {code}: {string.Join(Environment.NewLine, _errors.DefaultIfEmpty("it gave no reason."))}"
        : $"The rehearsal of '{stack}' found faults, {_sum ?? $"and ended early with exit code {code}"}:{Environment.NewLine}"
            + string.Join(Environment.NewLine, _failed.Select(CheckReport.Failure).Concat(_errors)));

    private void ReadLine(string line, bool isError)
    {
        if (isError)
        {
            _errors.Enqueue(line);
            return;
        }

        switch (ReportLine.Parse(line))
        {
            case { Check: { HasPassed: true } check }:
                logger.Passed(CheckReport.Line(check));
                break;
            case { Check: { } check }:
                _failed.Enqueue(check);
                logger.Failed(CheckReport.Failure(check));
                break;
            case { Kind: ReportKind.Event } happened:
                logger.Happened(happened.Text);
                break;
            case { Kind: ReportKind.Warning } warning:
                logger.Warned(warning.Text);
                break;
            case { Kind: ReportKind.Sum } sum:
                _sum = sum.Text;
                break;
            case { } note:
                logger.Noted(note.Text);
                break;
        }
    }
}
