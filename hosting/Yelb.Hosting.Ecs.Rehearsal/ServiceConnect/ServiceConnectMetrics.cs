namespace Yelb.Hosting.Ecs.Rehearsal.ServiceConnect;

/// <summary>Service Connect's metrics by the names that CloudWatch has them under.</summary>
internal sealed class ServiceConnectMetrics
{
}
