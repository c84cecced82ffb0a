namespace Yelb.Tests.Stores;

/// <summary>What happens to the server behind yelb-db.</summary>
public enum PostgresFault
{
    /// <summary>It ends all connections (57P01).</summary>
    EndsConnections,

    /// <summary>It is stopped (57P01), a standby is promoted, and the name moves.</summary>
    IsReplaced,

    /// <summary>It crashes, and the name leads to the standby before that is promoted (25006).</summary>
    IsInRecovery,

    /// <summary>A standby is promoted and the name moves, while the old primary answers those who are connected, read-only (25006).</summary>
    IsReadOnly,

    /// <summary>It crashes and recovers (57P02, 57P03).</summary>
    Crashes,

    /// <summary>What is sent on the open connections is lost, and the name moves to a standby that is promoted.</summary>
    IsSilent,

    /// <summary>Its disk is full (53100).</summary>
    IsFull,

    /// <summary>Others have all its connections (53300).</summary>
    IsCrowded,
}
