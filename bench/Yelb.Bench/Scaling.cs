namespace Yelb.Bench;

/// <summary>How throughput changes with connections and replicas.</summary>
internal static class Scaling
{
    private static readonly int[] _connections = [1, 16, 64, 256];

    /// <returns>A row for each number of connections: votes and reads a second.</returns>
    public static async Task<IReadOnlyList<(int Connections, double Votes, double Reads)>> MeasureAsync(YelbRun yelb, int seconds)
    {
        var rows = new List<(int, double, double)>();
        foreach (var connections in _connections)
        {
            rows.Add((
                connections,
                await SumAsync(address => Wrk.PostAsync(new(address, "/api/votes/ihop"), Share(connections), seconds)),
                await SumAsync(address => Wrk.GetAsync(new(address, "/api/getvotes"), Share(connections), seconds))));
        }

        return rows;

        int Share(int connections) => Math.Max(1, connections / yelb.AppServers.Count);

        // A lone connection goes to one replica.
        async Task<double> SumAsync(Func<Uri, Task<Load>> measure) =>
            (await Task.WhenAll(yelb.AppServers.Take(rows.Count == 0 ? 1 : int.MaxValue).Select(measure))).Sum(load => load.PerSecond);
    }
}
