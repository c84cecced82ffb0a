namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// Servers before their clients: a running task never learns of an endpoint that is added after it has started (AWS,
/// "Service Connect: deployment order").
/// </summary>
internal static class DeploymentOrder
{
    /// <summary>The services in an order, and those that refer to each other in a circle, for which there is none.</summary>
    public static (IReadOnlyList<EcsService> Ordered, IReadOnlyList<IReadOnlyList<EcsService>> Cycles) Of(IReadOnlyList<EcsService> services)
    {
        // Tarjan's algorithm gives the strongly connected components in just this order.
        var index = new Dictionary<EcsService, int>();
        var low = new Dictionary<EcsService, int>();
        var path = new Stack<EcsService>();
        var components = new List<List<EcsService>>();
        foreach (var service in services.Where(s => !index.ContainsKey(s)))
        {
            Visit(service);
        }

        return ([.. components.SelectMany(c => c)], [.. components.Where(c => c.Count > 1)]);

        void Visit(EcsService service)
        {
            index[service] = low[service] = index.Count;
            path.Push(service);
            foreach (var server in service.References.Select(r => r.Server))
            {
                if (!index.TryGetValue(server, out var seen))
                {
                    Visit(server);
                    low[service] = Math.Min(low[service], low[server]);
                }
                else if (path.Contains(server))
                {
                    low[service] = Math.Min(low[service], seen);
                }
            }

            if (low[service] == index[service])
            {
                var component = new List<EcsService>();
                do
                {
                    component.Add(path.Pop());
                }
                while (component[^1] != service);
                component.Reverse();
                components.Add(component);
            }
        }
    }
}
