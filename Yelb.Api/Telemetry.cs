using System.Diagnostics;

namespace Yelb.Api;

/// <summary>The service's own spans and meters; the service defaults export what has the application's name.</summary>
internal static class Telemetry
{
    public const string Name = "Yelb.Api";

    public static ActivitySource Spans { get; } = new(Name);
}
