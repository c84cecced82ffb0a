using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Names of volumes that are not named in the model.</summary>
internal static class VolumeNames
{
#pragma warning disable CA1308 // Names of volumes are lower case.
    public static string For<T>(IResourceBuilder<T> builder, string suffix) where T : IResource =>
        $"{builder.ApplicationBuilder.Environment.ApplicationName.ToLowerInvariant()}-{builder.Resource.Name}-{suffix}";
#pragma warning restore CA1308
}
