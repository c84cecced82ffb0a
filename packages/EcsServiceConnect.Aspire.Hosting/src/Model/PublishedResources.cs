using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>Which resources of a model an environment publishes; what would be missing without a word is reported.</summary>
internal static class PublishedResources
{
    public static IReadOnlyList<IResource> Of(DistributedApplicationModel model, EcsEnvironmentResource environment, EcsFindings findings)
    {
        var environments = model.Resources.OfType<IComputeEnvironmentResource>().ToList();
        var isFirst = environments.OfType<EcsEnvironmentResource>().FirstOrDefault() is not { } first || first == environment;
        var published = new List<IResource>();
        var runnable = model.GetComputeResources().ToHashSet();
        foreach (var resource in runnable)
        {
            if (resource.GetComputeEnvironment() is { } chosen)
            {
                if (chosen == environment)
                {
                    published.Add(resource);
                }
            }
            else if (environments.Count <= 1)
            {
                published.Add(resource);
            }
            else if (isFirst)
            {
                findings.Errors.Add($"'{resource.Name}' is in none of the environments {string.Join(", ", environments.Select(e => $"'{e.Name}'"))}: say which by .WithComputeEnvironment(…).");
            }
        }

        foreach (var resource in published)
        {
            AnnotationRules.Check(resource, findings);
            CheckManifestCallback(resource, findings);
        }

        if (isFirst)
        {
            foreach (var resource in model.Resources.OfType<ExecutableResource>().Where(r => !r.IsExcludedFromPublish() && !runnable.Contains(r)))
            {
                findings.Report(resource, "executable", $"'{resource.Name}' is an executable of this machine, and ECS runs containers: call PublishAsDockerFile() on it, or ExcludeFromManifest() where it is for running locally.");
            }
        }

        return published;
    }

    /// <summary>
    /// <c>PublishAsConnectionString</c> and callbacks of somebody's own say what stands in Aspire's manifest, which is not
    /// what is published here.
    /// </summary>
    private static void CheckManifestCallback(IResource resource, EcsFindings findings)
    {
        if (resource.Annotations.OfType<ManifestPublishingCallbackAnnotation>().LastOrDefault()?.Callback?.Method.DeclaringType is not { } closure)
        {
            return;
        }

        var owner = closure.DeclaringType ?? closure;
        if (owner.Name == "ParameterResourceBuilderExtensions")
        {
            findings.Report(resource, "manifest-callback", $"'{resource.Name}' is a connection string when it is published (PublishAsConnectionString), which Aspire has for its manifest only: where builder.ExecutionContext.IsPublishMode, add it by builder.AddConnectionString(\"{resource.Name}\").");
        }
        else if (owner.Assembly.GetName().Name?.StartsWith("Aspire.Hosting", StringComparison.Ordinal) is not true)
        {
            findings.Report(resource, "manifest-callback", $"'{resource.Name}' writes its own part of Aspire's manifest (WithManifestPublishingCallback), which is not what is published to ECS: leave it out, or call ExcludeFromManifest().");
        }
    }
}
