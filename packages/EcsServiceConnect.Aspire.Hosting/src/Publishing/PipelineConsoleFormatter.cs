using Aspire.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>
/// The console of a pipeline without Aspire's CLI: each message as it is, each failure once. The same exception is
/// logged by the step, by the pipeline and twice by the host, wrapped anew; only the first has something to tell.
/// </summary>
internal sealed class PipelineConsoleFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "pipeline";

    private readonly HashSet<Exception> _told = new(ReferenceEqualityComparer.Instance);

    // The console's one thread calls it.
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArgumentNullException.ThrowIfNull(textWriter);
        var (mark, text) = (Mark(logEntry.LogLevel), logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            var chain = Chain(exception).ToList();
            if (chain.Exists(_told.Contains))
            {
                return;
            }

            _told.UnionWith(chain);
            if (chain.Find(IsEnough) is { } failure)
            {
                text = failure.Message;
            }
            // By Ctrl-C; HttpClient's own time-out is one too, and has a TimeoutException in it.
            else if (chain.Exists(e => e is OperationCanceledException) && !chain.Exists(e => e is TimeoutException))
            {
                (mark, text) = ("", "cancelled");
            }
            else
            {
                text = $"{text}{Environment.NewLine}{exception}";
            }
        }

        textWriter.WriteLine(mark + text.ReplaceLineEndings(Environment.NewLine + new string(' ', mark.Length)));
    }

    /// <summary>Whether its message says all: what is wrong, where, and what to do.</summary>
    public static bool IsEnough(Exception exception) => exception is not StepFailedException and (DistributedApplicationException or MachineException);

    private static IEnumerable<Exception> Chain(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Chain).Prepend(several),
        { InnerException: { } inner } => Chain(inner).Prepend(exception),
        _ => [exception],
    };

    private static string Mark(LogLevel level) => level switch
    {
        LogLevel.Error or LogLevel.Critical => "error: ",
        LogLevel.Warning => "warning: ",
        _ => "",
    };
}
