using Yelb.ServiceDefaults;

namespace Yelb.Load;

/// <summary>How much load, and for how long.</summary>
/// <param name="RequestsPerSecond">
/// <c>Load__RequestsPerSecond</c>, 1 to 5000; 100 by default. Each replica of yelb-ui refuses what one client asks for
/// beyond its <c>RateLimit__PerSecond</c>, 1000 by default.
/// </param>
/// <param name="Seconds"><c>Load__Seconds</c>, 1 to 3600; 60 by default.</param>
internal sealed record LoadSettings(int RequestsPerSecond, int Seconds)
{
    /// <exception cref="InvalidConfigurationException">One of them is no number within its bounds.</exception>
    public static LoadSettings Read(IConfiguration configuration) => new(
        configuration.GetWholeNumber("Load:RequestsPerSecond", standard: 100, least: 1, most: 5000),
        configuration.GetWholeNumber("Load:Seconds", standard: 60, least: 1, most: 3600));
}
