using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Aspire.Hosting.Orchestration;

/// <summary>What the AppHost prints: the time, and a sentence for people.</summary>
internal sealed class HostLog() : ConsoleFormatter(nameof(HostLog))
{
    public static void Configure(ILoggingBuilder logging)
    {
        logging.AddConsole(console => console.FormatterName = nameof(HostLog));
        logging.AddConsoleFormatter<HostLog, ConsoleFormatterOptions>();
        // A resource that is not healthy yet is no error of the host's; its state is shown.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // What stops the host from starting is thrown, and said once.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
    }

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var kind = logEntry.LogLevel switch
        {
            LogLevel.Warning => "warning: ",
            >= LogLevel.Error => "error: ",
            _ => "",
        };
        var resource = logEntry.Category.StartsWith("Resources.", StringComparison.Ordinal) ? $"{logEntry.Category["Resources.".Length..]}: " : "";
        textWriter.WriteLine($"{DateTime.Now:HH:mm:ss} {kind}{resource}{logEntry.Formatter(logEntry.State, logEntry.Exception)}");
        if (logEntry.Exception is not null)
        {
            textWriter.WriteLine(logEntry.Exception);
        }
    }
}
