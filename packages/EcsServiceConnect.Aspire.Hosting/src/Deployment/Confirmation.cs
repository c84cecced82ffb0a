using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using EcsServiceConnect.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>Asks before something is lost.</summary>
/// <param name="isGiven">Whether the user said yes beforehand.</param>
/// <param name="ask">Tells whether the user says yes to a question; null where there is nobody to ask.</param>
internal sealed class Confirmation(bool isGiven, Func<string, CancellationToken, Task<bool>>? ask)
{
    /// <summary>Asks whoever started the pipeline, unless they said yes beforehand (Aspire's <c>--yes</c>).</summary>
    public static Confirmation Of(IServiceProvider services)
    {
        var isGiven = services.GetRequiredService<IOptions<PipelineOptions>>().Value.SkipConfirmation;
        if (!PipelineRun.IsUnderCli(services.GetRequiredService<IConfiguration>()))
        {
            return new(isGiven, Console.IsInputRedirected ? null : On(Console.In));
        }

        var cli = services.GetRequiredService<IInteractionService>();
        return new(isGiven, cli.IsAvailable ? On(cli) : null);
    }

    /// <summary>Asks on a terminal, where only 'yes' in full is a yes.</summary>
    public static Func<string, CancellationToken, Task<bool>> On(TextReader terminal) => async (question, cancellationToken) =>
    {
        Console.Write($"{question} [yes/no] ");
        // A console can't be read with a token; whoever waits for the answer is let go all the same.
        var answer = await Task.Run(terminal.ReadLine, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        return string.Equals(answer?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    };

    /// <summary>Returns where the answer is yes.</summary>
    /// <exception cref="DistributedApplicationException">The answer is another one, or there is nobody to ask.</exception>
    public async Task AskAsync(string question, CancellationToken cancellationToken)
    {
        if (isGiven)
        {
            return;
        }

        if (ask is null)
        {
            throw new DistributedApplicationException($"{question} There is no terminal to ask on: say yes beforehand, with 'aspire destroy --yes', or '--yes true' without Aspire's CLI. Nothing was deleted.");
        }

        if (!await ask(question, cancellationToken).ConfigureAwait(false))
        {
            throw new DistributedApplicationException("The answer was not 'yes'. Nothing was deleted.");
        }
    }

    private static Func<string, CancellationToken, Task<bool>> On(IInteractionService cli) => async (question, cancellationToken) =>
    {
        var answer = await cli.PromptNotificationAsync(
            "Destroy", question, new NotificationInteractionOptions { Intent = MessageIntent.Confirmation }, cancellationToken).ConfigureAwait(false);
        return answer is { Canceled: false, Data: true };
    };
}
