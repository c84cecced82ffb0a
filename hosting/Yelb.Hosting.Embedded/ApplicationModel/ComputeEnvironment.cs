namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where resources run once they are deployed.</summary>
public interface IComputeEnvironmentResource : IResource
{
    /// <summary>How others reach a service there.</summary>
    ReferenceExpression GetHostAddressExpression(EndpointReference endpointReference) => throw new NotImplementedException();
}

/// <summary>What a resource becomes where it is deployed.</summary>
/// <param name="target">What it becomes.</param>
public sealed class DeploymentTargetAnnotation(IResource target) : IResourceAnnotation
{
    /// <summary>What it becomes.</summary>
    public IResource DeploymentTarget { get; set; } = target;

    /// <summary>Where.</summary>
    public IComputeEnvironmentResource? ComputeEnvironment { get; set; }
}
