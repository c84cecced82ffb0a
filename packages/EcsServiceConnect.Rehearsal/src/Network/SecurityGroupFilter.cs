using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Network;

/// <summary>Writes security groups as nftables rules of the router: what no rule allows is dropped without an answer.</summary>
/// <remarks>
/// Amazon VPC User Guide, "Control traffic to your AWS resources using security groups": rules only allow, those of all
/// groups of an interface count together, and an answer to what was allowed is allowed ("stateful"). So the first packet
/// needs an egress rule of one of the sender's groups and an ingress rule of one of the receiver's: one chain after the
/// other.
/// </remarks>
internal static class SecurityGroupFilter
{
    /// <summary>The whole of the router's rules, which nft puts in place of what there is in one step.</summary>
    /// <param name="groups">The rules of each group by its key.</param>
    /// <param name="members">The addresses in each group; a group without any is not in it.</param>
    /// <param name="cuts">Senders and receivers between which nothing passes, open connections included.</param>
    public static string Write(
        IReadOnlyDictionary<string, SecurityGroupRules> groups,
        ILookup<string, IPAddress> members,
        IReadOnlyCollection<(IPAddress From, IPAddress To)> cuts)
    {
        var sets = members.Select((group, index) => (group.Key, Name: string.Create(CultureInfo.InvariantCulture, $"group{index}"))).ToDictionary(s => s.Key, s => s.Name);
        var egress = new StringBuilder();
        var ingress = new StringBuilder();
        var definitions = new StringBuilder();
        foreach (var (key, set) in sets)
        {
            definitions.Append(CultureInfo.InvariantCulture, $"  set {set} {{ type ipv4_addr; elements = {{ {string.Join(", ", members[key])} }}; }}\n");
            var rules = groups.GetValueOrDefault(key, SecurityGroupRules.Unknown);
            foreach (var rule in rules.Egress)
            {
                if (Match(key, rule, "daddr", sets) is { } match)
                {
                    egress.Append(CultureInfo.InvariantCulture, $"    ip saddr @{set} {match}goto ingress\n");
                }
            }

            foreach (var rule in rules.Ingress)
            {
                if (Match(key, rule, "saddr", sets) is { } match)
                {
                    ingress.Append(CultureInfo.InvariantCulture, $"    ip daddr @{set} {match}accept\n");
                }
            }
        }

        var cut = cuts.Count == 0 ? "" : $"ip saddr . ip daddr {{ {string.Join(", ", cuts.Select(c => $"{c.From} . {c.To}"))} }} drop";
        return $$"""
            flush ruleset
            table inet vpc {
            {{definitions}}
              chain ingress {
            {{ingress}}
              }
              chain egress {
            {{egress}}
              }
              chain forward {
                type filter hook forward priority filter; policy drop;
                {{cut}}
                ct state established,related accept
                goto egress
              }
              chain input {
                type filter hook input priority filter; policy drop;
              }
            }

            """;
    }

    /// <summary>Which packets a rule means; null for none that can be here.</summary>
    private static string? Match(string group, SecurityGroupRule rule, string peer, Dictionary<string, string> sets)
    {
        var ports = rule.From is null || rule.From < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{rule.From}-{rule.To ?? rule.From}");
        var protocol = rule.Protocol switch
        {
            "-1" => "",
            "tcp" or "6" => ports == "" ? "meta l4proto tcp " : $"tcp dport {ports} ",
            "udp" or "17" => ports == "" ? "meta l4proto udp " : $"udp dport {ports} ",
            "icmp" or "1" => Icmp(rule),
            "icmpv6" or "58" => null,
            _ when byte.TryParse(rule.Protocol, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                string.Create(CultureInfo.InvariantCulture, $"meta l4proto {number} "),
            _ => throw new RehearsalException($"A rule of the security group {group} is for the protocol '{rule.Protocol}': AWS knows tcp, udp, icmp, icmpv6, -1 and numbers."),
        };
        return protocol is not null && Peer(group, rule, peer, sets) is { } address ? address + protocol : null;
    }

    /// <remarks>Amazon EC2 API Reference, "IpPermission": FromPort is the ICMP type and ToPort the code, -1 for all.</remarks>
    private static string Icmp(SecurityGroupRule rule) => (rule.From ?? -1, rule.To ?? -1) switch
    {
        ( < 0, _) => "meta l4proto icmp ",
        (var type, < 0) => string.Create(CultureInfo.InvariantCulture, $"icmp type {type} "),
        var (type, code) => string.Create(CultureInfo.InvariantCulture, $"icmp type {type} icmp code {code} "),
    };

    /// <summary>Null for a group without members, IPv6 and what is outside, which nobody here is.</summary>
    private static string? Peer(string group, SecurityGroupRule rule, string peer, Dictionary<string, string> sets)
    {
        if (rule.Group is { } other)
        {
            return sets.TryGetValue(other, out var set) ? $"ip {peer} @{set} " : null;
        }

        // A value that only AWS knows can't be asked here; the plan has told of it.
        if (rule.Cidr is not { } range || range.Contains(Placeholder.Open))
        {
            return null;
        }

        var parts = range.Split('/');
        return !IPAddress.TryParse(parts[0], out var address) ? throw new RehearsalException($"A rule of the security group {group} is for '{range}', which is no range of addresses.")
            : address.AddressFamily != AddressFamily.InterNetwork ? null
            : range.EndsWith("/0", StringComparison.Ordinal) ? ""
            : $"ip {peer} {range} ";
    }
}
