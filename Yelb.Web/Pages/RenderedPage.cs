using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;

namespace Yelb.Web.Pages;

/// <summary>The page as HTML, for everybody who gets the same one, but for the keys in its forms: each copy has its own.</summary>
internal sealed class RenderedPage(PageContent content, string html)
{
    /// <summary>Stands where a copy has a new idempotency key.</summary>
    public const string NewKey = "{new key}";

    /// <summary>A UUID as text.</summary>
    private const int KeyLength = 36;

    private readonly byte[][] _betweenKeys = [.. html.Split(NewKey).Select(Encoding.UTF8.GetBytes)];

    public static void SetHeaders(HttpResponse response)
    {
        response.ContentType = "text/html; charset=utf-8";
        // Numbers of this moment, and keys that no two people may share.
        response.Headers.CacheControl = "no-store";
    }

    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        // A person sees the page either way, and it says what does not work. The status is for what watches and caches
        // pages: one without votes is no success. A load balancer asks /health.
        if (content.Vote?.Outcome == VoteOutcome.KeyUsed)
        {
            response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }
        else if (content.IsOutage)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "5";
        }

        SetHeaders(response);
        response.ContentLength = _betweenKeys.Sum(part => part.Length + KeyLength) - KeyLength;
        Write(response.BodyWriter);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private void Write(PipeWriter output)
    {
        output.Write(_betweenKeys[0]);
        // A random number is a call of the kernel, and the dearest part of a copy: its keys are neighbours.
        Span<byte> key = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(key);
        foreach (var part in _betweenKeys.AsSpan(1))
        {
            key[^1]++;
            Utf8Formatter.TryFormat(new Guid(key), output.GetSpan(KeyLength), out var written);
            output.Advance(written);
            output.Write(part);
        }
    }
}
