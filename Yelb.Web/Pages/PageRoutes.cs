using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Yelb.Voting;
using Yelb.Web.Api;
using Yelb.Web.Limits;

namespace Yelb.Web.Pages;

/// <summary>The page at / and the votes of its forms.</summary>
internal static class PageRoutes
{
    public static void AddPage(this IServiceCollection services)
    {
        services.AddSingleton<AssetAddresses>();
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<SharedPage>();
    }

    public static void MapPage(this WebApplication app)
    {
        var page = app.MapGroup("").RequireRateLimiting(ClientLimits.Policy);
        page.MapGet("/", ShowAsync);
        // Who asks only for the headers has not viewed the page, and nothing is counted.
        page.MapMethods("/", [HttpMethods.Head], context =>
        {
            RenderedPage.SetHeaders(context.Response);
            return Task.CompletedTask;
        });
        page.MapPost("/votes/{restaurant}", VoteAsync);
        // A vote that failed leaves this address in the browser, and somebody will press Enter on it.
        page.MapGet("/votes/{restaurant}", () => TypedResults.LocalRedirect("/"));
    }

    /// <summary>
    /// The page without numbers, for a client that asks too often: the application server is left in peace, and nothing of
    /// the request is waited for.
    /// </summary>
    public static async Task RefuseAsync(HttpContext context)
    {
        var vote = HttpMethods.IsPost(context.Request.Method)
            && Restaurant.Find(context.Request.RouteValues["restaurant"] as string) is { } restaurant
            && KeyAtHand(context.Request) is { } key
            ? new VoteAnswer(restaurant, key, VoteOutcome.Refused)
            : null;
        context.Response.Headers.RetryAfter = ApiOutage.RetryAfter;
        var page = await context.RequestServices.GetRequiredService<PageRenderer>().RenderAsync(new() { Vote = vote, Refused = true });
        await page.WriteAsync(context.Response, context.RequestAborted);
    }

    private static async Task ShowAsync(HttpContext context, SharedPage shared, string? voted, string? key)
    {
        if (Restaurant.Find(voted) is { } restaurant)
        {
            // A page that only follows a vote continues a view that was counted already.
            await ShowCountedVoteAsync(context, context.RequestServices.GetRequiredService<AppServer>(), restaurant, key);
            return;
        }

        RenderedPage page;
        try
        {
            page = await shared.RenderAsync(isViewed: !IsPrefetch(context.Request.Headers));
        }
        catch (TimeoutException)
        {
            await ErrorAnswers.ExplainAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many people ask for the page at this moment.");
            return;
        }

        await page.WriteAsync(context.Response, context.RequestAborted);
    }

    /// <summary>
    /// Whether a browser asks before anybody has: <c>Sec-Purpose: prefetch</c>, with <c>prerender</c> behind it or not (Fetch
    /// Standard, "Sec-Purpose"), or the older <c>Purpose</c>.
    /// </summary>
    private static bool IsPrefetch(IHeaderDictionary headers) => Is(headers["Sec-Purpose"]) || Is(headers["Purpose"]);

    private static bool Is(StringValues purpose) => purpose.ToString().StartsWith("prefetch", StringComparison.OrdinalIgnoreCase);

    /// <summary>The page to which a counted vote leads. Anybody may write its address, so what it says of the vote is asked for.</summary>
    private static async Task ShowCountedVoteAsync(HttpContext context, AppServer appServer, Restaurant restaurant, string? key)
    {
        using var deadline = Deadline(context);
        var vote = Guid.TryParse(key, out var known) && await appServer.IsCountedAsync(restaurant, known, deadline.Token)
            ? new VoteAnswer(restaurant, known, VoteOutcome.Counted)
            : null;
        await ShowAfterVoteAsync(context, appServer, vote, deadline.Token);
    }

    private static async Task ShowAfterVoteAsync(HttpContext context, AppServer appServer, VoteAnswer? vote, CancellationToken deadline)
    {
        var renderer = context.RequestServices.GetRequiredService<PageRenderer>();
        var page = await renderer.RenderAsync(await appServer.AskForPageAsync(vote, newViews: 0, deadline));
        await page.WriteAsync(context.Response, context.RequestAborted);
    }

    private static async Task VoteAsync(HttpContext context, AppServer appServer, string restaurant)
    {
        // Our own page never gets to these errors, so there is no page for them.
        if (!SameOrigin.IsShownBy(context.Request))
        {
            await ErrorAnswers.ExplainAsync(context, StatusCodes.Status403Forbidden, "A vote must come from Yelb's own page.");
            return;
        }

        if (Restaurant.Find(restaurant) is not { } chosen)
        {
            await ErrorAnswers.ExplainAsync(context, StatusCodes.Status404NotFound, "Yelb has no such restaurant.");
            return;
        }

        Guid key;
        try
        {
            if (!Guid.TryParse((await context.Request.ReadFormAsync(CancellationToken.None))["key"], out key))
            {
                await ErrorAnswers.ExplainAsync(context, StatusCodes.Status400BadRequest, "A vote needs the form field 'key' with a UUID.");
                return;
            }
        }
        catch (Exception e)
        {
            await ErrorAnswers.ExplainUnreadableAsync(context, e);
            return;
        }

        using var deadline = Deadline(context);
        var outcome = await appServer.VoteAsync(chosen, key, deadline.Token);
        if (outcome == VoteOutcome.Counted)
        {
            // 303: a reload shows the page again and does not vote again.
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = $"/?voted={chosen}&key={key}#{chosen}";
            return;
        }

        await ShowAfterVoteAsync(context, appServer, new(chosen, key, outcome), deadline.Token);
    }

    /// <summary>For all that one request asks of the application server.</summary>
    private static CancellationTokenSource Deadline(HttpContext context)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(AppServer.Patience);
        return deadline;
    }

    /// <summary>
    /// The key of a form that came along with the request's head, as a browser's does: it may be one that voted before. No
    /// other body is looked at.
    /// </summary>
    private static Guid? KeyAtHand(HttpRequest request)
    {
        if (!request.HasFormContentType || request.ContentLength is not <= 64 || !request.BodyReader.TryRead(out var body))
        {
            return null;
        }

        var form = QueryHelpers.ParseQuery(Encoding.ASCII.GetString(body.Buffer));
        request.BodyReader.AdvanceTo(body.Buffer.End);
        return form.TryGetValue("key", out var value) && Guid.TryParse(value, out var key) ? key : null;
    }
}
