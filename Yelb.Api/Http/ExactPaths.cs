namespace Yelb.Api.Http;

/// <summary>
/// Routing in ASP.NET Core ignores case and a slash at the end; the original answers such paths with 404, and so
/// must not count a vote for them. Every route of this service is lower case.
/// </summary>
internal static class ExactPaths
{
    public static void UseExactPaths(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.EndsWith('/') && !path.Any(c => char.IsAsciiLetterUpper(c) || !char.IsAscii(c)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
