using System.Diagnostics.CodeAnalysis;
using Yelb.Voting;

namespace Yelb.Api;

/// <summary>
/// The value of an <c>Idempotency-Key</c> header (IETF draft-ietf-httpapi-idempotency-key-header): 1 to 128
/// printable ASCII characters that the client chose for one vote and repeats when it repeats that vote.
/// </summary>
internal sealed record IdempotencyKey
{
    public const string Header = CountingRequests.KeyHeader;
    private const int MaxLength = 128;

    private IdempotencyKey(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse(string value, [NotNullWhen(true)] out IdempotencyKey? key)
    {
        key = value.Length is > 0 and <= MaxLength && value.All(c => c is >= ' ' and <= '~') ? new(value) : null;
        return key is not null;
    }
}
