using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Constructs;
using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Cdk;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>A managed service of AWS that takes the place of a store's container.</summary>
internal abstract class EcsManagedStore
{
    /// <summary>What it is called in the table of services.</summary>
    public abstract string Name { get; }

    /// <summary>Whether its clients have to use TLS; false by default.</summary>
    public virtual bool NeedsTls => false;

    /// <summary>What it can't take the place of, in the AppHost's words.</summary>
    public virtual IEnumerable<string> Errors(EcsService service) => [];

    /// <summary>What the service takes for a variable of the container, where that is a parameter; null for anything.</summary>
    public virtual ParameterConstraint? ConstraintOf(string variable) => null;

    /// <summary>What is watched of it, where there are alarms.</summary>
    public virtual IEnumerable<EcsAlarm> Alarms(EcsService service, EcsEnvironmentResource environment) => [];

    /// <summary>Adds it to the stack.</summary>
    /// <exception cref="Aspire.Hosting.DistributedApplicationException">The service lacks something that it needs.</exception>
    public abstract ManagedStore AddTo(
        Construct scope, EcsService service, EcsEnvironmentResource environment, IVpc vpc, SecurityGroup group, ParameterSet parameters);
}

/// <summary>A managed store in the stack.</summary>
/// <param name="Address">The host that clients dial.</param>
/// <param name="Resource">What they wait for.</param>
internal sealed record ManagedStore(string Address, CfnResource Resource);
