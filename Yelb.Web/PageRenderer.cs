using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Yelb.Web;

/// <summary>Writes the page.</summary>
/// <remarks>
/// The page is a Razor component, rendered by HtmlRenderer alone. That is the smallest way to have encoded, compiled markup:
/// AddRazorComponents, Razor Pages and MVC all bring in antiforgery and data protection, whose keys replicas would have to
/// share, for a page that needs neither.
/// </remarks>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers, AssetAddresses assets)
{
    public static void SetHeaders(HttpResponse response)
    {
        response.ContentType = "text/html; charset=utf-8";
        // Numbers of this moment, and keys that no two people may share.
        response.Headers.CacheControl = "no-store";
    }

    public async Task WriteAsync(HttpContext context, PageContent content, CancellationToken cancellationToken)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<Page>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(Page.Content)] = content,
                [nameof(Page.Files)] = assets,
            }));
            return page.ToHtmlString();
        });

        SetHeaders(context.Response);
        await context.Response.WriteAsync(html, Encoding.UTF8, cancellationToken);
    }
}
