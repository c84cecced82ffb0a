using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Attributes of load balancers and target groups: pairs of keys and values.</summary>
internal static class LoadBalancerAttributes
{
    public static string? Text(TemplateValue attributes, string key) => attributes.Items.FirstOrDefault(a => a["Key"].Text == key)["Value"].Text;

    public static int? Number(TemplateValue attributes, string key) =>
        int.TryParse(Text(attributes, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Names those that are not rehearsed.</summary>
    /// <param name="attributes">All of them.</param>
    /// <param name="rehearsed">Those that are.</param>
    /// <param name="harmless">Those that are rehearsed with this value.</param>
    /// <param name="subject">Whose they are, for people.</param>
    /// <param name="notRehearsed">Where to.</param>
    public static void Tell(TemplateValue attributes, string[] rehearsed, IReadOnlyDictionary<string, string> harmless, string subject, NotRehearsed notRehearsed)
    {
        foreach (var attribute in attributes.Items)
        {
            var (key, value) = (attribute["Key"].Text ?? "", attribute["Value"].Text ?? "");
            if (!rehearsed.Contains(key) && harmless.GetValueOrDefault(key) != value)
            {
                notRehearsed.Add($"{subject}: {key} {Placeholder.Readable(value)}");
            }
        }
    }
}
