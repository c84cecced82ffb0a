using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>Whether what a deployment takes away from the stack's data was accepted by name, for this one deployment.</summary>
internal static class LossAcceptance
{
    /// <summary>What a loss is accepted by, behind the step.</summary>
    public const string Option = "--accept-loss";

    /// <summary>Returns where all is accepted.</summary>
    /// <param name="losses">What a deployment takes away.</param>
    /// <param name="accepted">The names that were given.</param>
    /// <exception cref="DistributedApplicationException">Something is not accepted; a line for each.</exception>
    public static void Require(IReadOnlyList<DataLoss> losses, IReadOnlyList<string> accepted)
    {
        var faults = losses.Where(loss => !accepted.Contains(loss.Name))
            .Select(loss => $"{loss.Message}. If that is meant, accept it by 'aspire deploy -- {Option} {loss.Name}', or by '--step deploy {Option} {loss.Name}' without Aspire's CLI; nothing was changed in AWS.")
            .ToList();
        if (faults.Count > 0)
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, faults));
        }
    }
}
