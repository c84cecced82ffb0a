using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Templates.Images;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Images;

/// <summary>Finds what to run for an image: what the map says, else PostgreSQL, Redis and BusyBox as programs of this machine for their official images.</summary>
/// <param name="map">What the user says.</param>
/// <param name="folder">A folder that is there while containers run; scripts are written into it.</param>
/// <param name="tools">Where PostgreSQL and Garnet are fetched to.</param>
/// <param name="logger">Logs what is fetched.</param>
internal sealed class ImageCatalog(RehearsalMap map, string folder, ToolCache tools, ILogger logger)
{
    private readonly PostgresImage _postgres = new(new PostgresInstallations(tools, PostgresInstallations.MachineFolders), folder, logger);
    private readonly RedisImage _redis = new(tools, folder, logger);

    /// <exception cref="RehearsalException">There is nothing to run for it: the image's name and what to add to the map.</exception>
    public async Task<LocalImage> FindAsync(string image, CancellationToken cancellationToken)
    {
        if (Mapped(image) is { } mapped)
        {
            return mapped;
        }

        var name = ImageReference.Parse(image);
        try
        {
            return name.Official switch
            {
                "postgres" => await _postgres.ToLocalAsync(image, name, cancellationToken).ConfigureAwait(false),
                "busybox" => BusyboxImage.ToLocal(image, folder),
                "redis" or "valkey" => await _redis.ToLocalAsync(image, cancellationToken).ConfigureAwait(false),
                _ => throw new RehearsalException($"There is nothing to run here for the image '{image}': add it to \"images\" of the map, with \"files\" and \"entryPoint\"."),
            };
        }
        catch (MachineException e)
        {
            throw new RehearsalException($"The image '{image}' can't be rehearsed: {e.Message}", e);
        }
    }

    /// <summary>The entry of just this name, else the longest one with a star that fits.</summary>
    private LocalImage? Mapped(string image) => map.Images.GetValueOrDefault(image)
        ?? map.Images
            .Where(entry => entry.Key.EndsWith('*') && image.StartsWith(entry.Key[..^1], StringComparison.Ordinal))
            .OrderByDescending(entry => entry.Key.Length)
            .Select(entry => entry.Value)
            .FirstOrDefault();
}
