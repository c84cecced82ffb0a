using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

internal static class DashboardServiceCollectionExtensions
{
    /// <summary>
    /// Runs the dashboard beside the application. <see cref="DashboardOptions"/> is registered too, for
    /// what projects need of it. Called in run mode only, and not where the dashboard is disabled.
    /// </summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(DashboardOptions.From(configuration));
        services.AddSingleton<ResourceServiceHost>();
        services.AddHostedService<DashboardHost>();

        // What the resource service serves is no news to anyone.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning));
        return services;
    }
}
