namespace EcsServiceConnect.Rehearsal.Deployments;

/// <summary>A deployment strategy: what is done at each look to get from the tasks that are there to those that are wanted.</summary>
internal interface IReplacement
{
    /// <param name="desired">The service's desired count.</param>
    void Reconcile(int desired);
}
