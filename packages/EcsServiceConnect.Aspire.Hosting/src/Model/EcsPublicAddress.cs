namespace EcsServiceConnect.Hosting.Model;

/// <summary>Where people reach an endpoint.</summary>
/// <param name="Port">The load balancer's port.</param>
/// <param name="Host">The host that requests have to name; null for any.</param>
/// <param name="Path">The path, or the pattern of paths; null for any.</param>
internal sealed record EcsPublicAddress(int Port, string? Host, string? Path)
{
    /// <summary>The patterns that a listener's rule takes for the path: itself and all below it, where it is no pattern already.</summary>
    public IReadOnlyList<string> PathPatterns => Path is null ? [] : Path.AsSpan().ContainsAny('*', '?') ? [Path] : Path is "/" ? ["/*"] : [Path.TrimEnd('/'), $"{Path.TrimEnd('/')}/*"];

    /// <summary>The path that somebody begins at.</summary>
    public string FirstPath => Path is null ? "" : Path.AsSpan().IndexOfAny('*', '?') is >= 0 and var wild ? Path[..wild] : Path;
}
