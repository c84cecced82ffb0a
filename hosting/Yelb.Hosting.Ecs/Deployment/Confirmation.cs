using Aspire.Hosting;

namespace Yelb.Hosting.Ecs.Deployment;

/// <summary>Asks before something is lost.</summary>
/// <param name="isGiven">Whether the user said yes beforehand.</param>
/// <param name="terminal">Where the user answers; null where there is no terminal.</param>
internal sealed class Confirmation(bool isGiven, TextReader? terminal)
{
    /// <summary>Asks on this process's terminal, unless the user said yes beforehand (Aspire's <c>PipelineOptions.SkipConfirmation</c>).</summary>
    public static Confirmation OnTerminal(bool isGiven) => new(isGiven, Console.IsInputRedirected ? null : Console.In);

    /// <summary>Returns where the answer is yes.</summary>
    /// <exception cref="DistributedApplicationException">The answer is another one, or there is nobody to ask.</exception>
    public async Task AskAsync(string question, CancellationToken cancellationToken)
    {
        if (isGiven)
        {
            return;
        }

        if (terminal is null)
        {
            throw new DistributedApplicationException($"{question} There is no terminal to ask on: start it with --Pipeline:SkipConfirmation=true to say yes beforehand. Nothing was deleted.");
        }

        Console.Write($"{question} [yes/no] ");
        // A console can't be read with a token; whoever waits for the answer is let go all the same.
        var answer = await Task.Run(terminal.ReadLine, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!string.Equals(answer?.Trim(), "yes", StringComparison.OrdinalIgnoreCase))
        {
            throw new DistributedApplicationException("The answer was not 'yes'. Nothing was deleted.");
        }
    }
}
