using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says which image a container runs and what it keeps.</summary>
public static class ContainerResourceBuilderExtensions
{
    /// <summary>The image.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="image">The image, without registry and tag.</param>
    /// <param name="tag">The tag; <c>latest</c> by default.</param>
    public static IResourceBuilder<T> WithImage<T>(this IResourceBuilder<T> builder, string image, string? tag = null) where T : ContainerResource =>
        builder.WithAnnotation(new ContainerImageAnnotation { Image = image, Tag = tag ?? "latest" }, ResourceAnnotationMutationBehavior.Replace);

    /// <summary>The image's tag.</summary>
    /// <exception cref="InvalidOperationException">The container has no image.</exception>
    public static IResourceBuilder<T> WithImageTag<T>(this IResourceBuilder<T> builder, string tag) where T : ContainerResource
    {
        ImageOf(builder).Tag = tag;
        return builder;
    }

    /// <summary>The image's registry.</summary>
    /// <exception cref="InvalidOperationException">The container has no image.</exception>
    public static IResourceBuilder<T> WithImageRegistry<T>(this IResourceBuilder<T> builder, string? registry) where T : ContainerResource
    {
        ImageOf(builder).Registry = registry;
        return builder;
    }

    /// <summary>The command in place of the image's own.</summary>
    public static IResourceBuilder<T> WithEntrypoint<T>(this IResourceBuilder<T> builder, string entrypoint) where T : ContainerResource
    {
        builder.Resource.Entrypoint = entrypoint;
        return builder;
    }

    /// <summary>A volume that outlives the container.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="name">The volume's name; null for one without.</param>
    /// <param name="target">Where the container sees it.</param>
    /// <param name="isReadOnly">Whether it may only read; not by default.</param>
    public static IResourceBuilder<T> WithVolume<T>(this IResourceBuilder<T> builder, string? name, string target, bool isReadOnly = false) where T : ContainerResource =>
        builder.WithAnnotation(new ContainerMountAnnotation(name, target, ContainerMountType.Volume, isReadOnly));

    private static ContainerImageAnnotation ImageOf<T>(IResourceBuilder<T> builder) where T : ContainerResource =>
        builder.Resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image)
            ? image
            : throw new InvalidOperationException($"'{builder.Resource.Name}' has no image; say which with WithImage first.");
}
