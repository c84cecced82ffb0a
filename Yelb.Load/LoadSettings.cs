using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Yelb.Load;

/// <summary>How much load, and for how long.</summary>
/// <param name="RequestsPerSecond">
/// <c>Load__RequestsPerSecond</c>, 1 to 5000; 100 by default. Each replica of yelb-ui refuses what one client asks for
/// beyond its <c>RateLimit__PerSecond</c>, 1000 by default.
/// </param>
/// <param name="Seconds"><c>Load__Seconds</c>, 1 to 3600; 60 by default.</param>
internal sealed record LoadSettings(int RequestsPerSecond, int Seconds)
{
    /// <summary>Reads them; a <paramref name="fault"/> is one line that says what to set.</summary>
    public static bool TryRead(IConfiguration configuration, [NotNullWhen(true)] out LoadSettings? settings, [NotNullWhen(false)] out string? fault)
    {
        fault = Read("Load:RequestsPerSecond", 100, 5000, out var rate);
        fault = Read("Load:Seconds", 60, 3600, out var seconds) ?? fault;
        settings = fault is null ? new(rate, seconds) : null;
        return fault is null;

        string? Read(string key, int standard, int most, out int value)
        {
            value = standard;
            var text = configuration[key];
            return string.IsNullOrEmpty(text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1 && value <= most)
                ? null
                : $"{key.Replace(":", "__", StringComparison.Ordinal)} is '{text}': set it to a whole number from 1 to {most}.";
        }
    }
}
