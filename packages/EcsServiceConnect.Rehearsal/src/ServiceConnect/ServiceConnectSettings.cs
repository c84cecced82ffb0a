namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>What Service Connect's proxy is set to and nobody can change in AWS.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS Service Connect components: Proxy configuration", for retries and outlier
/// detection. How the time out of the list grows, the time to connect and the size of what is kept for a retry are
/// inferred from Envoy's defaults (base_ejection_time times the number of ejections, connect_timeout,
/// per_connection_buffer_limit_bytes).
/// </remarks>
internal sealed record ServiceConnectSettings
{
    /// <summary>2, beside the first try.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failed connections that take a host out of the list: 5.</summary>
    public int EjectionFailures { get; init; } = 5;

    /// <summary>The time in which they count: 30 s.</summary>
    public TimeSpan EjectionWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a host is out for the first time: 30 s; the second time twice that, and so on.</summary>
    public TimeSpan EjectionTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it is out at most: 300 s.</summary>
    public TimeSpan MaximumEjectionTime { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How much of a request's body is kept so that it can be sent again: 1 MiB.</summary>
    public int RetryBufferBytes { get; init; } = 1 << 20;
}
