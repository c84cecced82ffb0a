using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Yelb.Tests.Hosting;

/// <summary>What a reference in the AppHost becomes for the process that makes it.</summary>
public sealed class ReferenceTests(YelbApplication yelb)
{
    [Fact]
    public async Task A_service_is_found_by_its_name()
    {
        var variables = await VariablesAsync("yelb-ui");

        var address = yelb.Application.GetEndpoint("yelb-appserver").GetLeftPart(UriPartial.Authority);
        Assert.Equal(address, variables["services__yelb-appserver__http__0"]);
        Assert.Equal(address, variables["YELB_APPSERVER_HTTP"]);
    }

    [Fact]
    public async Task A_database_is_found_by_its_connection_string_and_by_each_of_its_parts()
    {
        var variables = await VariablesAsync("yelb-appserver");

        var connectionString = await yelb.ConnectionStringAsync("yelbdatabase");
        Assert.Equal(connectionString, variables["ConnectionStrings__yelbdatabase"]);
        Assert.Equal(
            connectionString,
            $"Host={variables["YELBDATABASE_HOST"]};Port={variables["YELBDATABASE_PORT"]};Username={variables["YELBDATABASE_USERNAME"]};Password={variables["YELBDATABASE_PASSWORD"]};Database={variables["YELBDATABASE_DATABASENAME"]}");
        var password = Uri.EscapeDataString(variables["YELBDATABASE_PASSWORD"]!);
        Assert.Equal($"postgresql://postgres:{password}@{variables["YELBDATABASE_HOST"]}:{variables["YELBDATABASE_PORT"]}/yelbdatabase", variables["YELBDATABASE_URI"]);
        Assert.Equal($"jdbc:postgresql://{variables["YELBDATABASE_HOST"]}:{variables["YELBDATABASE_PORT"]}/yelbdatabase", variables["YELBDATABASE_JDBCCONNECTIONSTRING"]);
    }

    [Fact]
    public async Task A_cache_is_found_by_its_connection_string_and_by_each_of_its_parts()
    {
        var variables = await VariablesAsync("yelb-appserver");

        var address = $"{variables["YELB_REDIS_HOST"]}:{variables["YELB_REDIS_PORT"]}";
        Assert.StartsWith($"{address},password={variables["YELB_REDIS_PASSWORD"]}", variables["ConnectionStrings__yelb-redis"], StringComparison.Ordinal);
        Assert.EndsWith($"://:{variables["YELB_REDIS_PASSWORD"]}@{address}", variables["YELB_REDIS_URI"], StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string?>> VariablesAsync(string resource)
    {
        var running = await yelb.Application.ResourceNotifications.WaitForResourceAsync(resource, e => e.Snapshot.State?.Text == KnownResourceStates.Running);
        return running.Snapshot.EnvironmentVariables.Where(v => v.IsFromSpec).ToDictionary(v => v.Name, v => v.Value);
    }
}
