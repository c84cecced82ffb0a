namespace EcsServiceConnect.Templates.Forms;

/// <summary>Forms that several properties have.</summary>
internal static class Common
{
    public static NumberForm Port { get; } = new(1, 65535);

    public static NumberForm Count { get; } = new(0, int.MaxValue);

    public static WordForm Boolean { get; } = new("true", "false");

    public static WordForm Switch { get; } = new("ENABLED", "DISABLED");

    /// <summary>Clusters, services, families, containers and volumes.</summary>
    public static TextForm EcsName { get; } = new("[A-Za-z0-9_-]{1,255}", "up to 255 letters, digits, underscores and hyphens");

    /// <summary>Groups of application load balancers and of targets have the same.</summary>
    public static TextForm BalancerName { get; } = new("(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?", "up to 32 letters, digits and hyphens, with no hyphen at either end and no 'internal-' in front");

    public static TextForm Cidr { get; } = new(@"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)/(?:3[0-2]|[12]?\d)", "a range of IPv4 addresses, as 10.0.0.0/16");
}
