using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Yelb.Api.Stores;

/// <summary>Healthy when the votes can be read.</summary>
internal sealed class VotesHealth(Votes votes) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await votes.CountAsync();
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
