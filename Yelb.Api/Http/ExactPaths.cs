using System.Buffers;
using System.Text;

namespace Yelb.Api.Http;

/// <summary>
/// Routing in ASP.NET Core ignores case and a slash at the end; the original answers such paths with 404, and so
/// must not count a vote for them. Every route of this service is lower case.
/// </summary>
internal static class ExactPaths
{
    private static readonly SearchValues<char> _upperCase = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static void UseExactPaths(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.EndsWith('/') && !path.AsSpan().ContainsAny(_upperCase) && Ascii.IsValid(path))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
