using System.Text;

namespace Yelb.Voting.Live;

/// <summary>One server-sent event (WHATWG HTML, section 9.2): its type, and its data in one line of JSON. Written once for all who watch.</summary>
/// <param name="Type">The event's name, which is none that everybody listens to.</param>
/// <param name="Data">Its data.</param>
public sealed record LiveEvent(string Type, string Data)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes($"event: {Type}\ndata: {Data}\n\n");

    /// <summary>Says that nothing is new and the stream is alive, which a page cannot tell from a comment.</summary>
    public static LiveEvent Heartbeat { get; } = new("heartbeat", "{}");

    /// <summary>The last event of a server that stops: the page may connect to another at once.</summary>
    public static LiveEvent Closing { get; } = new("closing", "{}");

    /// <summary>As it goes over the wire.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <inheritdoc/>
    public bool Equals(LiveEvent? other) => other is not null && Type == other.Type && Data == other.Data;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Data);
}
