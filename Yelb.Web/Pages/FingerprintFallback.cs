using Microsoft.AspNetCore.StaticFiles;

namespace Yelb.Web.Pages;

/// <summary>Answers for the files of another version of yelb-ui with those of this one.</summary>
/// <remarks>
/// While a new version is rolled out, a page from one replica asks another for its files by fingerprints that are unknown
/// there. Without them the page would be bare; with this version's it works.
/// </remarks>
internal static class FingerprintFallback
{
    private static readonly FileExtensionContentTypeProvider _types = new();

    public static void MapFingerprintFallback(this WebApplication app) =>
        app.MapGet("/{name}.{fingerprint:length(10)}.{extension}", (string name, string extension, IWebHostEnvironment environment, HttpResponse response) =>
        {
            var file = environment.WebRootFileProvider.GetFileInfo($"{name}.{extension}");
            if (!file.Exists || !_types.TryGetContentType(file.Name, out var type))
            {
                return (IResult)TypedResults.NotFound();
            }

            // Under this address another replica keeps something else, for ever.
            response.Headers.CacheControl = "no-store";
            return TypedResults.Stream(file.CreateReadStream(), type);
        });
}
