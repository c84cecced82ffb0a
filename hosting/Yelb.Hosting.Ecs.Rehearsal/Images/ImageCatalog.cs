namespace Yelb.Hosting.Ecs.Rehearsal.Images;

/// <summary>Finds what to run for an image: what the map says, else PostgreSQL and Redis as processes of this machine for their official images.</summary>
internal sealed class ImageCatalog
{
    /// <exception cref="RehearsalException">There is nothing to run for it: the image's name and what to add to the map.</exception>
    public Task<PlayedImage> FindAsync(string image, CancellationToken cancellationToken) => throw new NotImplementedException();
}
