using Microsoft.AspNetCore.StaticAssets;

namespace Yelb.Web.Pages;

/// <summary>Finds the fingerprinted address of a file in wwwroot, which browsers keep for a year.</summary>
/// <param name="endpoints">The application's endpoints, those of MapStaticAssets among them.</param>
public sealed class AssetAddresses(EndpointDataSource endpoints)
{
    private readonly Dictionary<string, string> _addresses = endpoints.Endpoints
        .Select(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>())
        .OfType<StaticAssetDescriptor>()
        .SelectMany(asset => asset.Properties
            .Where(property => property.Name == "label")
            .Select(label => (File: label.Value, Address: "/" + asset.Route)))
        .DistinctBy(asset => asset.File)
        .ToDictionary(asset => asset.File, asset => asset.Address);

    /// <summary>The address of <paramref name="file"/>.</summary>
    /// <exception cref="KeyNotFoundException">wwwroot has no such file.</exception>
    public string this[string file] => _addresses[file];
}
