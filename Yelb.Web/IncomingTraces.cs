using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Yelb.Web;

/// <summary>
/// Begins a new trace with each request from outside and links it to the client's own. Taken over, a client's trace would
/// let outsiders choose which traces are kept and whose requests seem to be one (W3C Trace Context, "Security Considerations").
/// </summary>
internal static class IncomingTraces
{
    public static void AddIncomingTraces(this IServiceCollection services)
    {
        services.AddSingleton<DistributedContextPropagator>(new NothingFromOutside(DistributedContextPropagator.Current));
        // With this one, OpenTelemetry leaves the reading of the headers to ASP.NET Core; its own default would read them again.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
    }

    public static void UseIncomingTraces(this WebApplication app) => app.Use((context, next) =>
    {
        if (Activity.Current is { } activity
            && ActivityContext.TryParse(context.Request.Headers.TraceParent, context.Request.Headers.TraceState, isRemote: true, out var client))
        {
            activity.AddLink(new(client));
        }

        return next(context);
    });

    /// <summary>Tells yelb-appserver of our trace, and hears of none.</summary>
    private sealed class NothingFromOutside(DistributedContextPropagator inner) : DistributedContextPropagator
    {
        public override IReadOnlyCollection<string> Fields => inner.Fields;

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => inner.Inject(activity, carrier, setter);

        public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
            (traceId, traceState) = (null, null);

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
    }
}
