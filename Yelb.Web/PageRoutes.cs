namespace Yelb.Web;

/// <summary>The page at / and the votes of its forms.</summary>
internal static class PageRoutes
{
    // Asking for everything at once, with retries, ends here, so that a page is there within 2 s whatever happened.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1.5);

    public static void AddPage(this IServiceCollection services)
    {
        services.AddSingleton<AssetAddresses>();
        services.AddSingleton<PageRenderer>();
    }

    public static void MapPage(this WebApplication app)
    {
        var page = app.MapGroup("").RequireRateLimiting(ClientLimits.Policy);
        page.MapGet("/", ShowAsync);
        // Who asks only for the headers has not viewed the page, and nothing is counted.
        page.MapMethods("/", [HttpMethods.Head], context =>
        {
            PageRenderer.SetHeaders(context.Response);
            return Task.CompletedTask;
        });
        page.MapPost("/votes/{restaurant}", VoteAsync);
        // A vote that failed leaves this address in the browser, and somebody will press Enter on it.
        page.MapGet("/votes/{restaurant}", () => TypedResults.LocalRedirect("/"));
    }

    /// <summary>The page without numbers, for a client that asks too often: the application server is left in peace.</summary>
    public static async Task RefuseAsync(HttpContext context)
    {
        var vote = HttpMethods.IsPost(context.Request.Method)
            && Restaurant.Find(context.Request.RouteValues["restaurant"] as string) is { } restaurant
            && await ReadKeyAsync(context.Request) is { } key
            ? new VoteAnswer(restaurant, key, VoteOutcome.Refused)
            : null;
        await context.RequestServices.GetRequiredService<PageRenderer>()
            .WriteAsync(context, new PageContent { Vote = vote, Refused = true }, context.RequestAborted);
    }

    private static async Task ShowAsync(HttpContext context, AppServer appServer, PageRenderer renderer, string? voted)
    {
        using var deadline = Deadline(context);
        // A page that only follows a vote continues a view that was counted already.
        var vote = Restaurant.Find(voted) is { } restaurant ? new VoteAnswer(restaurant, Guid.Empty, VoteOutcome.Counted) : null;
        await WriteAsync(context, appServer, renderer, vote, countView: vote is null, deadline.Token);
    }

    private static async Task VoteAsync(HttpContext context, AppServer appServer, PageRenderer renderer, string restaurant)
    {
        if (!SameOrigin.IsShownBy(context.Request))
        {
            await ExplainAsync(context, StatusCodes.Status403Forbidden, "A vote must come from Yelb's own page.");
            return;
        }

        if (Restaurant.Find(restaurant) is not { } chosen)
        {
            await ExplainAsync(context, StatusCodes.Status404NotFound, "Yelb has no such restaurant.");
            return;
        }

        if (await ReadKeyAsync(context.Request) is not { } key)
        {
            await ExplainAsync(context, StatusCodes.Status400BadRequest, "A vote needs the form field 'key' with a UUID.");
            return;
        }

        using var deadline = Deadline(context);
        if (await appServer.VoteAsync(chosen, key, deadline.Token))
        {
            // 303: a reload shows the page again and does not vote again.
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = $"/?voted={chosen.Name}#{chosen.Name}";
            return;
        }

        await WriteAsync(context, appServer, renderer, new VoteAnswer(chosen, key, VoteOutcome.Unconfirmed), countView: false, deadline.Token);
    }

    private static async Task WriteAsync(
        HttpContext context, AppServer appServer, PageRenderer renderer, VoteAnswer? vote, bool countView, CancellationToken deadline)
    {
        var poll = appServer.GetPollAsync(deadline);
        var stats = appServer.GetStatsAsync(deadline);
        var views = countView ? appServer.CountPageViewAsync(deadline) : Task.FromResult<PageViews?>(null);
        await Task.WhenAll(poll, stats, views);

        // A person sees the page either way, and it says what does not work. The status is for what watches and caches
        // pages: one without votes is no success. A load balancer asks /health.
        if (poll.Result is null || vote is { Outcome: VoteOutcome.Unconfirmed })
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
        }

        await renderer.WriteAsync(
            context,
            new PageContent
            {
                Poll = poll.Result,
                // The view counted just now may be missing in the statistics, which were asked for at the same time.
                PageViews = views.Result?.Pageviews ?? stats.Result?.Pageviews,
                HostName = stats.Result?.Hostname,
                Servers = appServer.AnsweredBy,
                Vote = vote,
            },
            context.RequestAborted);
    }

    // Our own page never gets here, so there is no page for it.
    private static Task ExplainAsync(HttpContext context, int status, string detail) =>
        TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);

    private static async Task<Guid?> ReadKeyAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        var form = await request.ReadFormAsync();
        return Guid.TryParse(form["key"], out var key) ? key : null;
    }

    private static CancellationTokenSource Deadline(HttpContext context)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(_patience);
        return deadline;
    }
}
