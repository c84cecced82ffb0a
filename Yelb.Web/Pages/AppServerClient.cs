using Microsoft.Extensions.Http.Resilience;
using Polly;
using Yelb.Voting;
using Yelb.Web.Api;

namespace Yelb.Web.Pages;

/// <summary>How the page's own code reaches yelb-appserver: discovery and retries of ServiceDefaults, for a person who waits.</summary>
internal static class AppServerClient
{
    public static void AddAppServer(this IServiceCollection services)
    {
        services.AddHttpClient<AppServer>(client => client.BaseAddress = new Uri(ApiTransport.Address))
            .AddHttpMessageHandler(() => new SingleSendHandler());
        services.RepeatNoCountingGet();

        // The only client that the factory makes here.
        services.ConfigureAll<HttpStandardResilienceOptions>(options =>
        {
            // The next try may find another replica at once. Longer pauses, or the one that Retry-After asks for, would only
            // keep the person waiting for the same page. All that is asked shares one order of replicas: with three tries
            // more, one page in sixteen met nothing but the one of two that is down.
            options.Retry.Delay = TimeSpan.FromMilliseconds(50);
            options.Retry.BackoffType = DelayBackoffType.Constant;
            options.Retry.MaxRetryAttempts = 8;
            options.Retry.ShouldRetryAfterHeader = false;
            // Of two tries within the page's patience the second finds another replica than the one that hangs.
            options.AttemptTimeout.Timeout = (AppServer.Patience - options.Retry.Delay) / 2;
            // The circuit breaker sits before discovery and would judge all application servers and routes as one: a replica
            // or Redis being down would take away the votes that the others still have. The page's deadline is limit enough.
            options.CircuitBreaker.ShouldHandle = _ => ValueTask.FromResult(false);
        });
    }
}
