using System.Net;
using Yelb.Hosting.Ecs.Checks.Topology;

namespace Yelb.Hosting.Ecs.Rehearsal.Network;

/// <summary>A VPC: a router namespace that every task is connected to, with security groups as its packet filter.</summary>
internal sealed class Vpc : IDisposable
{
    public static Vpc Create(IReadOnlyDictionary<string, SecurityGroup> securityGroups) => throw new NotImplementedException();

    /// <summary>Connects a new namespace, with an address of its own, a route, and those security groups.</summary>
    public ElasticNetworkInterface Attach(string description, IReadOnlyList<string> securityGroups) => throw new NotImplementedException();

    /// <summary>Drops every packet between two sets of addresses, whatever the rules say, until <see cref="Heal"/>.</summary>
    public void Cut(IReadOnlyList<IPAddress> one, IReadOnlyList<IPAddress> other) => throw new NotImplementedException();

    public void Heal() => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}

/// <summary>A task's or a load balancer's place in the VPC.</summary>
internal sealed class ElasticNetworkInterface : IDisposable
{
    public IPAddress Address => throw new NotImplementedException();

    public NetworkNamespace Namespace => throw new NotImplementedException();

    /// <summary>Takes what comes from outside for one port to another one; what is dialled inside is not touched.</summary>
    public void RedirectInbound(int port, int toPort) => throw new NotImplementedException();

    /// <summary>Takes it out of the VPC, with its namespace.</summary>
    public void Dispose() => throw new NotImplementedException();
}
