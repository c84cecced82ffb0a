namespace EcsServiceConnect.Hosting;

/// <summary>
/// What a load balancer sends to a resource, where several share one. With neither host nor path it is all that comes to
/// the port. Where several rules fit a request, those with a host come first, then the longest path (Elastic Load
/// Balancing User Guide, "Listener rules for your Application Load Balancer").
/// </summary>
public sealed record EcsPublicRoute
{
    /// <summary>
    /// The host that requests name, such as <c>admin.example.com</c> or <c>*.example.com</c>, in lower case; null by default, for
    /// any. In the environment's domain it gets its address, and is in the certificate.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>
    /// The path that requests ask for: with all that is below it as <c>/api</c>, or a pattern as <c>/*.png</c>; null by default,
    /// for any. It reaches the resource as it is.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>
    /// The port of the load balancer, 1 to 65535; null by default, for 80, or 443 where the environment has a domain. One that
    /// another resource has already is another's then: the endpoint's own, or the next that is free.
    /// </summary>
    public int? Port { get; init; }
}
