namespace ProcessesAndTools;

/// <summary>The Debian packages of the tools that the packages here, tests and benchmarks run.</summary>
internal static class DebianPackages
{
    private static readonly Dictionary<string, string> _ofTools = new()
    {
        ["bash"] = "bash",
        ["chromium-headless-shell"] = "chromium-headless-shell",
        ["docker-registry"] = "docker-registry",
        ["env"] = "coreutils",
        ["ip"] = "iproute2",
        ["mount"] = "mount",
        ["nft"] = "nftables",
        ["nsenter"] = "util-linux",
        ["pgbench"] = "postgresql-contrib",
        ["psql"] = "postgresql",
        ["redis-benchmark"] = "redis-tools",
        ["redis-server"] = "redis-server",
        ["setpriv"] = "util-linux",
        ["timeout"] = "coreutils",
        ["unshare"] = "util-linux",
        ["wrk"] = "wrk",
    };

    /// <summary>The package that a tool comes with; null for one that is not known here.</summary>
    public static string? Of(string tool) => _ofTools.GetValueOrDefault(tool);
}
