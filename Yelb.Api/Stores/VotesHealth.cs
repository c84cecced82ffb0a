using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Yelb.Api.Stores;

/// <summary>Healthy when votes can be cast, which is more than that they can be read.</summary>
internal sealed class VotesHealth(Votes votes) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await votes.CheckAsync();
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
