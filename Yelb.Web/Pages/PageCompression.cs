using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Yelb.Web.Pages;

/// <summary>Compresses the page. Its files are compressed when they are built, and what comes from /api stays as it is.</summary>
internal static class PageCompression
{
    public static void AddPageCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.MimeTypes = ["text/html"];
            // Over TLS, lengths would tell of a secret that stands beside text of an attacker's choice (BREACH): the page has neither.
            options.EnableForHttps = true;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    public static void UsePageCompression(this WebApplication app) =>
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/api"), page => page.UseResponseCompression());
}
