using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Yelb.Api.Stores;

/// <summary>Healthy when the page views can be counted, which they can where they are read.</summary>
internal sealed class PageViewsHealth(PageViews pageViews) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await pageViews.ReadAsync();
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
