using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Yelb.ServiceDefaults;

/// <summary>A setting that is a whole number within bounds.</summary>
public static class WholeNumberSetting
{
    /// <summary>The number that is set, or the standard one where nothing is.</summary>
    /// <param name="configuration">Where it is set.</param>
    /// <param name="key">Its key, such as <c>Load:Seconds</c>, which as a variable is <c>Load__Seconds</c>.</param>
    /// <param name="standard">The number where none is set.</param>
    /// <param name="least">0 or more.</param>
    /// <param name="most">None by default.</param>
    /// <exception cref="InvalidConfigurationException">What is set is no such number.</exception>
    public static int GetWholeNumber(this IConfiguration configuration, string key, int standard, int least, int most = int.MaxValue)
    {
        var text = configuration[key];
        if (string.IsNullOrEmpty(text))
        {
            return standard;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new InvalidConfigurationException(
                $"{key.Replace(":", "__", StringComparison.Ordinal)} is '{text}': set it to a whole number"
                + (most == int.MaxValue ? $", {least} or more." : $" from {least} to {most}."));
    }
}
