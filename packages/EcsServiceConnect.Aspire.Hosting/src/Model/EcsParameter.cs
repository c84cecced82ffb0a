using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>A parameter of the AppHost.</summary>
/// <param name="Name">Its name in the AppHost.</param>
/// <param name="IsSecret">Whether it is kept in Secrets Manager.</param>
/// <param name="IsGenerated">Whether Secrets Manager makes it up; otherwise the person who deploys gives it.</param>
internal sealed record EcsParameter(string Name, bool IsSecret, bool IsGenerated)
{
    /// <summary>The stack's parameter for one that is given.</summary>
    public string LogicalId => LogicalName.Of(Name);

    /// <summary>What gives its value at a deployment; null in a model that no AppHost made.</summary>
    public ParameterResource? Resource { get; init; }

    /// <summary>The value that stands in the template, for one that is no secret and that the AppHost publishes; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>How one that is generated is made up; by default as Aspire makes up passwords.</summary>
    public SecretGeneration Generation { get; init; } = SecretGeneration.Of(new());

    /// <summary>Reads one of Aspire's. One that is generated is a secret, whatever the AppHost says: AWS makes up nothing else.</summary>
    /// <param name="parameter">Aspire's.</param>
    /// <param name="errors">Receives what can't be published of it, in the AppHost's words.</param>
    public static EcsParameter Of(ParameterResource parameter, ICollection<string> errors)
    {
        if (parameter.Default is GenerateParameterDefault asked)
        {
            var faults = SecretGeneration.Errors(parameter.Name, asked).ToList();
            faults.ForEach(errors.Add);
            return new(parameter.Name, IsSecret: true, IsGenerated: true) { Resource = parameter, Generation = faults.Count == 0 ? SecretGeneration.Of(asked) : SecretGeneration.Of(new()) };
        }

        string? published = null;
        if (!parameter.Secret && parameter.Default is { } value)
        {
            try
            {
                published = value.GetDefaultValue();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                errors.Add($"The parameter '{parameter.Name}' is published with its value as its default, and what gives that value in the AppHost failed: {e.Message}");
            }
        }

        return new(parameter.Name, parameter.Secret, IsGenerated: false) { Resource = parameter, Default = published };
    }

    /// <summary>Where its value is looked for: <c>Parameters:NAME</c>, <c>ConnectionStrings:NAME</c>, or a key of the AppHost's own.</summary>
    public string ConfigurationKey =>
        // Aspire shows the key as the source of the parameter.
        Resource?.Annotations.OfType<ResourceSnapshotAnnotation>().LastOrDefault()?.InitialSnapshot.Properties
            .FirstOrDefault(p => p.Name == CustomResourceKnownProperties.Source)?.Value as string
        ?? $"Parameters:{Name}";
}
