namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where resources run once they are deployed.</summary>
public interface IComputeEnvironmentResource : IResource
{
    /// <summary>How others reach a service there.</summary>
    ReferenceExpression GetHostAddressExpression(EndpointReference endpointReference) => throw new NotImplementedException();
}
