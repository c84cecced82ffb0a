using System.Diagnostics.CodeAnalysis;

namespace Yelb.Voting;

/// <summary>
/// The value of an <c>Idempotency-Key</c> header (IETF draft-ietf-httpapi-idempotency-key-header): 1 to 128
/// printable ASCII characters that the client chose for one vote and repeats when it repeats that vote.
/// </summary>
public sealed record IdempotencyKey
{
    /// <summary>The header with which a vote that is sent again counts once.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 128;

    private IdempotencyKey(string value) => Value = value;

    /// <summary>As the client wrote it.</summary>
    public string Value { get; }

    /// <summary>Whether a header's value is a key.</summary>
    public static bool TryParse(string value, [NotNullWhen(true)] out IdempotencyKey? key)
    {
        key = value.Length is > 0 and <= MaxLength && value.All(c => c is >= ' ' and <= '~') ? new(value) : null;
        return key is not null;
    }
}
