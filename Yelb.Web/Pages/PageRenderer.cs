using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Yelb.Web.Pages;

/// <summary>Renders the page.</summary>
/// <remarks>
/// The page is a Razor component, rendered by HtmlRenderer alone. That is the smallest way to have encoded, compiled markup:
/// AddRazorComponents, Razor Pages and MVC all bring in antiforgery and data protection, whose keys replicas would have to
/// share, for a page that needs neither.
/// </remarks>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers, AssetAddresses assets)
{
    public async Task<RenderedPage> RenderAsync(PageContent content)
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

        return new RenderedPage(content, html);
    }
}
