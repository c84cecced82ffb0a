using System.Text;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>The values of the stack's parameters for a deployment or a rehearsal, from where Aspire takes them.</summary>
internal static partial class EcsParameterValues
{
    // AWS CloudFormation User Guide, "Understand CloudFormation quotas": parameter value.
    private const int MaxBytes = 4096;

    /// <summary>The values by the stack's parameters. Those that are missing are asked for, where Aspire's CLI can ask.</summary>
    /// <exception cref="DistributedApplicationException">Values are missing or do not fit; a line for each, with how to set it.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        EcsApplication application, IServiceProvider services, ILogger logger, CancellationToken cancellationToken)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        foreach (var parameter in application.Parameters.Where(p => p.IsGenerated && IsConfigured(p, configuration)))
        {
            logger.GeneratedValueIsNotUsed(parameter.Name, parameter.ConfigurationKey);
        }

        var given = application.Parameters.Where(p => !p.IsGenerated).ToList();
        await AskForMissingAsync(given, services, configuration, cancellationToken).ConfigureAwait(false);

        var values = new Dictionary<string, string>();
        var faults = new List<string>();
        foreach (var parameter in given)
        {
            try
            {
                var reading = parameter.Resource!.GetValueAsync(cancellationToken);
                if (!reading.IsCompleted)
                {
                    throw new MissingParameterValueException("The form that asks for it was not answered.");
                }

                var value = await reading.ConfigureAwait(false);
                if (Fault(parameter, value, application.Services) is { } fault)
                {
                    faults.Add(fault);
                }
                else
                {
                    values.Add(parameter.LogicalId, value!);
                }
            }
            catch (MissingParameterValueException)
            {
                faults.Add($"The parameter '{parameter.Name}' has no value: {Line(parameter)}");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // What the AppHost gives it by, which may be any code.
                faults.Add($"The value of the parameter '{parameter.Name}' can't be had: {e.Message}");
            }
        }

        return faults.Count == 0 ? values : throw new DistributedApplicationException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>
    /// By Aspire's own form, and of these parameters only: Aspire's step for all of them (process-parameters) writes the
    /// values, secrets too, into its file of the deployment's state.
    /// </summary>
    private static async Task AskForMissingAsync(
        IEnumerable<EcsParameter> given, IServiceProvider services, IConfiguration configuration, CancellationToken cancellationToken)
    {
        // Without the CLI there is nobody who would show the form.
        if (!PipelineRun.IsUnderCli(configuration) || !services.GetRequiredService<IInteractionService>().IsAvailable)
        {
            return;
        }

        var missing = new List<ParameterResource>();
        foreach (var parameter in given.Select(p => p.Resource!))
        {
            try
            {
                await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (MissingParameterValueException)
            {
                missing.Add(parameter);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // It is told of with all others that can't be had.
            }
        }

        await services.GetRequiredService<ParameterProcessor>()
            .InitializeParametersAsync(missing, waitForResolution: true).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string? Fault(EcsParameter parameter, string? value, IReadOnlyCollection<EcsService> services)
    {
        var constraint = ParameterConstraint.Of(parameter, services);
        return value switch
        {
            null => $"The parameter '{parameter.Name}' has no value: what AddParameter is given for it in the AppHost comes to null.",
            "" when parameter.IsSecret => $"The value of the parameter '{parameter.Name}' is empty, and Secrets Manager keeps no empty secret. Set another: {Line(parameter)}",
            _ when Encoding.UTF8.GetByteCount(value) is > MaxBytes and var bytes =>
                $"The value of the parameter '{parameter.Name}' has {bytes} bytes, and CloudFormation takes {MaxBytes}. Set a shorter one: {Line(parameter)}",
            _ when constraint?.Fits(value) == false => $"The value of the parameter '{parameter.Name}' does not fit: it {constraint.Description}. Set another: {Line(parameter)}",
            _ => null,
        };
    }

    private static bool IsConfigured(EcsParameter parameter, IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration[parameter.ConfigurationKey]) || !string.IsNullOrEmpty(configuration[Normalized(parameter.ConfigurationKey)]);

    // Aspire looks for a parameter's key with underscores too, and so for one that a shell can set, but for no connection string's.
    private static string Normalized(string key) => key.Replace('-', '_');

    /// <summary>The line of a shell that sets a parameter's value.</summary>
    private static string Line(EcsParameter parameter)
    {
        var key = parameter.ConfigurationKey;
        var variable = (parameter.Resource!.IsConnectionString ? key : Normalized(key)).Replace(":", "__", StringComparison.Ordinal);
        return OperatingSystem.IsWindows() ? $"${{env:{variable}}} = '…'"
            : Identifier().IsMatch(variable) ? $"export {variable}='…'"
            : $"put env '{variable}=…' before the command";
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
