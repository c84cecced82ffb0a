namespace Aspire.Hosting.ApplicationModel;

/// <summary>Looks up what is known of projects.</summary>
public static class ProjectResourceExtensions
{
    /// <summary>Where the project is.</summary>
    public static IProjectMetadata GetProjectMetadata(this ProjectResource projectResource) =>
        projectResource.Annotations.OfType<IProjectMetadata>().Single();
}
