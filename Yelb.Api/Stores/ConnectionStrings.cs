using Yelb.ServiceDefaults;

namespace Yelb.Api.Stores;

internal static class ConnectionStrings
{
    /// <exception cref="InvalidConfigurationException">It is not set.</exception>
    public static string Require(this IConfiguration configuration, string name, string example) =>
        configuration.GetConnectionString(name) is { Length: > 0 } value
            ? value
            : throw new InvalidConfigurationException(
                $"connection string '{name}' is missing: set ConnectionStrings__{name}, for example to {example}");
}
