using System.Text.RegularExpressions;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>A dynamic reference in a text, such as `{{resolve:secretsmanager:id:SecretString:key::}}`.</summary>
/// <remarks>AWS CloudFormation User Guide, "Get values stored in other services using dynamic references".</remarks>
/// <param name="Service">`secretsmanager`, `ssm` or `ssm-secure`.</param>
/// <param name="Id">A secret's name or ARN; a Systems Manager parameter's name.</param>
/// <param name="Key">The key in the secret's JSON object; null for all of it.</param>
internal sealed partial record DynamicReference(string Service, string Id, string? Key)
{
    /// <summary>The text with values in the places of its dynamic references.</summary>
    public static string Replace(string text, Func<DynamicReference, string> value) =>
        Reference().Replace(text, match => value(Of(match.Groups["service"].Value, match.Groups["rest"].Value)));

    private static DynamicReference Of(string service, string rest)
    {
        if (service != "secretsmanager")
        {
            // A version may follow the name.
            return new(service, rest.Split(':')[0], null);
        }

        var split = rest.IndexOf(":SecretString", StringComparison.Ordinal);
        var after = split < 0 ? [] : rest[(split + 1)..].Split(':');
        return new(service, split < 0 ? rest.TrimEnd(':') : rest[..split], after.Length > 1 && after[1].Length > 0 ? after[1] : null);
    }

    [GeneratedRegex(@"\{\{resolve:(?<service>secretsmanager|ssm|ssm-secure):(?<rest>[^}]+)\}\}")]
    private static partial Regex Reference();
}
