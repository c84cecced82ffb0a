using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Yelb.Bench;

/// <summary>What the stores can do at most, by their own tools.</summary>
internal static partial class StoreLimits
{
    /// <summary>One vote a transaction on one row, as a prepared statement.</summary>
    public static async Task<Load> PgBenchAsync(string connectionString, int clients, int seconds)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, "UPDATE restaurants SET count = count + 1 WHERE name = 'ihop' RETURNING count;\n");
            var output = await Command.RunAsync(
                "pgbench",
                [
                    "--no-vacuum", "--protocol", "prepared", "--file", script, "--client", $"{clients}", "--time", $"{seconds}",
                    "--host", database.Host!, "--port", $"{database.Port}", "--username", database.Username!, database.Database!,
                ],
                new Dictionary<string, string> { ["PGPASSWORD"] = database.Password! });
            // It tells no speed where a busy machine finished no transaction at all.
            var transactions = (long)Number(Transactions(), output);
            return transactions == 0 ? new Load(0, 0) : new Load(Number(Tps(), output), transactions, Median: Number(Latency(), output) * 1000);
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>INCR, one at a time on each of 50 connections.</summary>
    public static async Task<Load> RedisBenchmarkAsync(string connectionString, int requests)
    {
        var settings = connectionString.Split(',');
        var password = settings.Single(setting => setting.StartsWith("password=", StringComparison.Ordinal))["password=".Length..];
        // It takes a password in no other way; this one is made for this run and opens a store of this run.
        var output = await Command.RunAsync(
            "redis-benchmark", ["-h", settings[0].Split(':')[0], "-p", settings[0].Split(':')[1], "-a", password, "-n", $"{requests}", "-q", "INCR", "limit"]);
        return new Load(Number(RequestsPerSecond(), output), requests);
    }

    private static double Number(Regex pattern, string output) => pattern.Match(output) is { Success: true } match
        ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"'{pattern}' is not in: {output}");

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();

    [GeneratedRegex(@"actually processed: (\d+)")]
    private static partial Regex Transactions();

    [GeneratedRegex(@"latency average = ([\d.]+) ms")]
    private static partial Regex Latency();

    [GeneratedRegex(@"INCR[^\n]*?: ([\d.]+) requests per second")]
    private static partial Regex RequestsPerSecond();
}
