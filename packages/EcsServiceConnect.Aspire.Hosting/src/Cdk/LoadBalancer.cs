using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.WAFv2;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// The way in for resources with external HTTP endpoints: an application load balancer, with HTTPS where the environment
/// has a domain, and a listener for each port that its resources have.
/// </summary>
internal sealed class LoadBalancer
{
    private readonly Dictionary<int, ApplicationListener> _listeners;
    private readonly HashSet<(int Port, int Priority)> _priorities = [];

    private readonly string _host;

    private LoadBalancer(ApplicationLoadBalancer construct, Dictionary<int, ApplicationListener> listeners, string host)
    {
        Construct = construct;
        _listeners = listeners;
        _host = host;
    }

    internal ApplicationLoadBalancer Construct { get; }

    /// <summary>The name under which a resource answers: its own, or the load balancer's.</summary>
    internal string HostOf(EcsService service) =>
        service.Options.PublicRoute?.Host is { } host && !host.AsSpan().ContainsAny('*', '?') ? host.ToLowerInvariant() : _host;

    /// <summary>The listener of a port.</summary>
    internal ApplicationListener Listener(int port) => _listeners[port];

    /// <summary>A priority that no other rule of the listener has: the one asked for, or the next.</summary>
    internal int FreePriority(int port, int priority) => _priorities.Add((port, priority)) ? priority : FreePriority(port, priority + 1);

    /// <summary>A priority that no other rule of the listener has, before one that another rule has.</summary>
    internal int FreePriorityBefore(int port, int priority) => _priorities.Add((port, priority - 1)) ? priority - 1 : FreePriorityBefore(port, priority - 1);

    /// <summary>Adds it, with nobody to send to yet: tasks may have its name in their variables.</summary>
    /// <param name="scope">Where.</param>
    /// <param name="services">Those whom it will send to.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="vpc">The VPC.</param>
    internal static LoadBalancer AddTo(Construct scope, IReadOnlyList<EcsService> services, EcsEnvironmentResource environment, IVpc vpc)
    {
        var group = new SecurityGroup(scope, "LoadBalancerSecurityGroup", new SecurityGroupProps
        {
            Vpc = vpc,

            // Another description would be another group: it does not change with those who share it.
            Description = $"The load balancer of {(services is [{ Options.OwnLoadBalancer: true } own] ? own.Name : environment.Name)}",
            AllowAllOutbound = false,
        });
        var balancer = new ApplicationLoadBalancer(scope, "LoadBalancer", new ApplicationLoadBalancerProps
        {
            Vpc = vpc,
            VpcSubnets = Network.PublicSubnets,
            InternetFacing = true,
            SecurityGroup = group,
            DropInvalidHeaderFields = true,

            // Streams are silent at times; the load balancer's own limit is a minute. Kestrel closes a connection that is
            // idle for 130 s, and must not be the first: a request that is just on its way would be answered 502 (Elastic
            // Load Balancing User Guide, "Troubleshoot your Application Load Balancers": HTTP 502).
            IdleTimeout = environment.LoadBalancer.IdleTimeout is { } idle ? Duration.Seconds(idle.TotalSeconds)
                : services.Any(s => s.Options.IsStreaming) ? Duration.Seconds(120)
                : null,
        });
        AddOptions(scope, balancer, environment);
        var domain = environment.Domain is null ? null : PublicDomain.AddTo(scope, environment.Domain, services, balancer);
        var ports = services.SelectMany(s => s.PublicPorts).Select(p => p.Public!).ToLookup(p => p.Port);
        var listeners = ports.ToDictionary(p => p.Key, p => AddListener(environment, balancer, p.Key, domain));
        if (domain is not null)
        {
            balancer.AddRedirect();
        }

        foreach (var port in ports.Where(p => p.All(a => a.Host is not null || a.Path is not null)))
        {
            listeners[port.Key].AddAction("Nobody", new AddApplicationActionProps { Action = ListenerAction.FixedResponse(404, new FixedResponseOptions { ContentType = "text/plain", MessageBody = "Nothing is here." }) });
        }

        return new(balancer, listeners, domain?.Name ?? balancer.LoadBalancerDnsName);
    }

    private static void AddOptions(Construct scope, ApplicationLoadBalancer balancer, EcsEnvironmentResource environment)
    {
        var options = environment.LoadBalancer;
        if (options.DeletionProtection)
        {
            balancer.SetAttribute("deletion_protection.enabled", "true");
        }

        // The CDK's own way wants to know the region, and the bucket's policy is not the stack's.
        if (options.AccessLogsBucket is { } bucket)
        {
            balancer.SetAttribute("access_logs.s3.enabled", "true");
            balancer.SetAttribute("access_logs.s3.bucket", bucket);
            balancer.SetAttribute("access_logs.s3.prefix", environment.Name);
        }

        if (options.WebAclArn is { } acl)
        {
            _ = new CfnWebACLAssociation(scope, "WebAcl", new CfnWebACLAssociationProps { ResourceArn = balancer.LoadBalancerArn, WebAclArn = acl });
        }
    }

    private static ApplicationListener AddListener(EcsEnvironmentResource environment, ApplicationLoadBalancer balancer, int port, PublicDomain? domain)
    {
        var name = $"{(domain is null ? "Http" : "Https")}{(port == environment.PublicPort ? "" : $"{port}")}";
        return balancer.AddListener(name, domain is null
            ? new BaseApplicationListenerProps { Protocol = ApplicationProtocol.HTTP, Port = port }
            : new BaseApplicationListenerProps
            {
                Protocol = ApplicationProtocol.HTTPS,
                Port = port,
                Certificates = [ListenerCertificate.FromCertificateManager(domain.Certificate)],
                SslPolicy = SslPolicy.RECOMMENDED_TLS,
            });
    }
}
