using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Aspire.Hosting;

/// <summary>Adds values given from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter, whose value is configured under <c>Parameters:NAME</c>.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">Its name.</param>
    /// <param name="secret">Whether the value must not be shown; not by default.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => builder.Configuration[$"Parameters:{name}"]
            ?? throw new DistributedApplicationException($"The parameter '{name}' has no value; set Parameters:{name} in configuration, or Parameters__{name} in the environment."), secret));

    /// <summary>A password for a resource: configured under <c>Parameters:NAME</c>, or made up and, where the AppHost has user secrets, kept there.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="lower">Whether it has lower-case letters.</param>
    /// <param name="upper">Whether it has upper-case letters.</param>
    /// <param name="numeric">Whether it has digits.</param>
    /// <param name="special">Whether it has punctuation.</param>
    /// <param name="minLower">Not used here.</param>
    /// <param name="minUpper">Not used here.</param>
    /// <param name="minNumeric">Not used here.</param>
    /// <param name="minSpecial">Not used here.</param>
    public static ParameterResource CreateDefaultPasswordParameter(IDistributedApplicationBuilder builder, string name, bool lower = true, bool upper = true, bool numeric = true, bool special = true, int minLower = 0, int minUpper = 0, int minNumeric = 0, int minSpecial = 0)
    {
        var generated = new GenerateParameterDefault { MinLength = 22, Lower = lower, Upper = upper, Numeric = numeric, Special = special };
        ParameterDefault value = builder.ExecutionContext.IsRunMode && builder.AppHostAssembly?.GetCustomAttribute<UserSecretsIdAttribute>() is { } userSecrets
            ? new KeptInUserSecrets(generated, userSecrets.UserSecretsId, $"Parameters:{name}")
            : generated;
        return builder.AddResource(new ParameterResource(name, byDefault => builder.Configuration[$"Parameters:{name}"] ?? byDefault!.GetDefaultValue(), secret: true) { Default = value }).Resource;
    }

    private sealed class KeptInUserSecrets(ParameterDefault generated, string userSecretsId, string key) : ParameterDefault
    {
        public override string GetDefaultValue()
        {
            var value = generated.GetDefaultValue();
            UserSecrets.Set(userSecretsId, key, value);
            return value;
        }
    }
}
