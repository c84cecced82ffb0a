using System.Globalization;
using System.Net;

namespace EcsServiceConnect.Rehearsal.Network;

/// <summary>A task's or a load balancer's place in the VPC.</summary>
internal sealed class ElasticNetworkInterface : IAsyncDisposable
{
    private readonly Vpc _vpc;

    internal ElasticNetworkInterface(Vpc vpc, string owner, IPAddress address, IReadOnlyList<string> securityGroups, NetworkNamespace network)
    {
        _vpc = vpc;
        Owner = owner;
        Address = address;
        SecurityGroups = securityGroups;
        Namespace = network;
    }

    /// <summary>The service or load balancer that it is part of.</summary>
    public string Owner { get; }

    public IPAddress Address { get; }

    /// <summary>
    /// The name of a host at this address, such as `ip-10-0-0-4.ec2.internal` (Amazon EC2 User Guide, "Amazon EC2
    /// instance hostnames and domains": IP names in us-east-1).
    /// </summary>
    public string HostName => $"ip-{Address.ToString().Replace('.', '-')}.ec2.internal";

    /// <summary>The keys of its security groups.</summary>
    public IReadOnlyList<string> SecurityGroups { get; }

    public NetworkNamespace Namespace { get; }

    /// <summary>Takes what comes from outside for one port to another one; what is dialled inside is not touched.</summary>
    public Task RedirectInboundAsync(int port, int toPort) => Namespace.RunAsync("nft", ["-f", "-"], string.Create(CultureInfo.InvariantCulture, $$"""
        table ip inbound {
          chain prerouting {
            type nat hook prerouting priority dstnat
            iifname != "lo" tcp dport {{port}} redirect to :{{toPort}}
          }
        }

        """));

    /// <summary>Takes what is dialled inside at some addresses of a range to ports of loopback, and refuses the rest of the range.</summary>
    public Task RedirectOutboundAsync(string range, IReadOnlyList<(IPEndPoint Dialled, int ToPort)> redirections) => Namespace.RunAsync("nft", ["-f", "-"], string.Create(CultureInfo.InvariantCulture, $$"""
        table ip outbound {
          chain output {
            type nat hook output priority -100
            {{string.Join("\n    ", redirections.Select(r => $"ip daddr {r.Dialled.Address} tcp dport {r.Dialled.Port} redirect to :{r.ToPort}"))}}
          }
          chain refuse {
            type filter hook output priority filter
            ip daddr {{range}} meta l4proto tcp reject with tcp reset
          }
        }

        """));

    /// <summary>Takes it out of the VPC, with its namespace.</summary>
    public async ValueTask DisposeAsync() => await _vpc.DetachAsync(this).ConfigureAwait(false);
}
