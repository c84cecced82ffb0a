using System.Globalization;
using System.Text;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>The application as it will stand in ECS: who calls whom, by which name.</summary>
/// <param name="application">The application.</param>
/// <param name="environment">Where it runs.</param>
/// <param name="warnings">What somebody may not expect.</param>
internal sealed class TopologyReport(EcsApplication application, EcsEnvironmentResource environment, IReadOnlyList<string> warnings)
{
    private static readonly string[] _columns = ["service", "alias", "protocol", "CPU", "MiB", "tasks", "references"];

    /// <summary>A table for the terminal.</summary>
    public string Table()
    {
        var rows = application.Services.Select(Row).Prepend(_columns).ToList();
        var widths = Enumerable.Range(0, _columns.Length).Select(c => rows.Max(r => r[c].Length)).ToList();
        return string.Join(Environment.NewLine, rows.Select(r => string.Join("  ", r.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd()));
    }

    /// <summary>A diagram and a table, in Markdown.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {application.Name} on Amazon ECS\n");
        text.AppendLine("```mermaid\nflowchart LR");
        foreach (var service in application.Services)
        {
            if (service.PublicPorts.Any())
            {
                var balancer = service.Options.OwnLoadBalancer ? $"balancer{Id(service)}" : "balancer";
                text.AppendLine(CultureInfo.InvariantCulture, $"  internet((internet)) --> {balancer}[load balancer] --> {Id(service)}");
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"  {Id(service)}{(service.IsStateful || service.ManagedStore is not null ? $"[({service.Name})]" : $"[{service.Name}]")}");
            foreach (var reference in service.References.Where(r => r.Ports.Count > 0))
            {
                var way = service.IsStandaloneTask && reference.Server.ManagedStore is null
                    ? "--> balancer"
                    : $"-->|{string.Join(", ", reference.Ports.Select(p => p.AliasPort))}| {Id(reference.Server)}";
                text.AppendLine(CultureInfo.InvariantCulture, $"  {Id(service)} {way}");
            }
        }

        text.AppendLine("```\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", _columns)} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|{string.Concat(_columns.Select(_ => "---|"))}");
        foreach (var service in application.Services)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Row(service))} |");
        }

        AddDetails(text);
        foreach (var note in Notes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\n{note}");
        }

        return text.ToString();
    }

    // What somebody asks who has not seen the AppHost.
    private void AddDetails(StringBuilder text)
    {
        text.AppendLine("\n| service | reached at | runs on | keeps | $ a month |\n|---|---|---|---|---|");
        foreach (var service in application.Services)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {service.Name} | {Reached(service)} | {Capacity(service)} | {string.Join(", ", service.Volumes.Select(v => $"{v.Name} ({v.ContainerPath})")).DefaultTo("-")} | {MonthlyCost.Of(service, environment)?.ToString("0", CultureInfo.InvariantCulture) ?? "-"} |");
        }

        if (application.Services.Where(s => s.Options.Deployment is not null).ToList() is { Count: > 0 } shifted)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\nDeployed with both versions beside each other, on twice the tasks meanwhile: {string.Join("; ", shifted.Select(s => $"{s.Name} ({s.Options.Deployment!.Summary})"))}. All others task by task.");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"\nIdle, with the way out of the VPC and load balancers: about {MonthlyCost.Of(application, environment):0} US dollars a month, by the list prices of us-east-1 as of {MonthlyCost.AsOf}; Container Insights, managed stores, storage, traffic and logs come on top.");
        if (application.Parameters.Where(p => !p.IsGenerated).ToList() is { Count: > 0 } given)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\nGiven when it is deployed: {string.Join(", ", given.Select(p => $"`{p.Name}`{(p.IsSecret ? " (secret)" : p.Default is null ? "" : $" ({p.Default} by default)")}"))}.");
        }
    }

    private string Reached(EcsService service) => service switch
    {
        { ManagedStore: { } store } => $"{store.Name}, by those who refer to it",
        _ when service.PublicPorts.Any() => $"{string.Join(", ", service.PublicPorts.Select(p => Public(service, p)))}, by everybody",
        { IsServer: true } => $"{string.Join(", ", service.Ports.Where(p => p.IsServed).Select(p => $"{service.Alias}:{p.AliasPort}"))}, by those who refer to it",
        _ => "-",
    };

    private string Public(EcsService service, EcsPort port) => (service.Options.PublicRoute?.Host ?? (service.Options.OwnLoadBalancer ? null : environment.Domain?.Name)) is { } host
        ? PublicUrl.Of(port, environment, host)
        : $"{PublicUrl.Of(port, environment, "…")} (output {PublicUrl.Output(service, port)})";

    private static string Capacity(EcsService service) => service switch
    {
        { ManagedStore: { } store } => store.Name,
        _ when ServiceCapacity.UsesSpot(service) && !service.IsStandaloneTask => "Fargate, Spot beyond the first task",
        _ => "Fargate",
    };

    /// <summary>What those who deploy should know.</summary>
    public IEnumerable<string> Notes => warnings.Concat(application.Cycles.Select(CycleNote));

    private static string CycleNote(IReadOnlyList<EcsService> cycle) =>
        $"{string.Join(", ", cycle.Select(s => s.Name))} refer to each other. Tasks never learn of a name that is added after they have started, so after the first deployment, deploy them once more (aws ecs update-service --force-new-deployment).";

    private static string[] Row(EcsService service) =>
    [
        service.Name,
        service.ManagedStore is { } store ? store.Name : string.Join(", ", service.Ports.Where(p => p.IsServed).Select(p => $"{service.Alias}:{p.AliasPort}")).DefaultTo(service.PublicPorts.Any() ? "load balancer" : "none"),
        string.Join(", ", service.Ports.Select(p => Protocol(p.AppProtocol)).Distinct()).DefaultTo("-"),
        Size(service)?.Cpu.ToString(CultureInfo.InvariantCulture) ?? "-",
        Size(service)?.Memory.ToString(CultureInfo.InvariantCulture) ?? "-",
        Tasks(service),
        string.Join(", ", service.References.Where(r => r.Ports.Count > 0).Select(r => r.Server.Name)).DefaultTo("-"),
    ];

    private static string Protocol(EcsAppProtocol? protocol) => protocol switch
    {
        EcsAppProtocol.Http => "http",
        EcsAppProtocol.Http2 => "http2",
        EcsAppProtocol.Grpc => "grpc",
        _ => "tcp",
    };

    // What Fargate bills for: with the proxy, and rounded up.
    private static FargateSize? Size(EcsService service) =>
        service.ManagedStore is null ? FargateSize.For(service, ServiceConnect.IsUsedBy(service)) : null;

    private static string Tasks(EcsService service) => service switch
    {
        { ManagedStore: not null } => "-",
        { IsStandaloneTask: true } => "by hand",
        { RunsOnce: true } => "once",
        { Options.Scaling: { } scaling } => $"{scaling.MinCapacity} to {scaling.MaxCapacity}",
        _ => (service.Options.DesiredCount ?? service.Replicas).ToString(CultureInfo.InvariantCulture),
    };

    // Some names are words of Mermaid's own, such as 'end'.
    private static string Id(EcsService service) => $"_{service.Name.Replace('-', '_')}";
}

file static class Cells
{
    public static string DefaultTo(this string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
