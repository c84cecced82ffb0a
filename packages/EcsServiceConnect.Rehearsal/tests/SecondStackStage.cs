using System.Text.Json.Nodes;
using EcsServiceConnect.Hosting;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>The publisher's second model, rehearsed once for all tests of it.</summary>
public sealed class SecondStackStage : IAsyncLifetime
{
    /// <summary>The secret that people give.</summary>
    public const string ApiKey = "4711-api-key";

    private RunningStack? _running;

    internal RunningStack Running => _running!;

    private static CancellationToken Cancellation => Patience.Token;

    public async ValueTask InitializeAsync()
    {
        if (!Namespaces.AreAllowed)
        {
            return;
        }

        var template = Template.Of(Application(), environment =>
        {
            environment.Architecture = EcsArchitecture.Arm64;
            environment.AccessLogs = true;
            environment.PrivateCertificateAuthorityArn = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/0";
        });
        var parameters = new Dictionary<string, string>
        {
            ["ApiKey"] = ApiKey,
            ["Currency"] = "EUR",
            ["CatalogImage"] = "catalog:1",
            ["PricesImage"] = "prices:1",
            ["WorkerImage"] = "worker:1",
            ["IdleImage"] = "idle:1",
        };
        _running = await SecondStackRehearsal.BeginAsync(JsonNode.Parse(template.Text)!.AsObject(), parameters, ImagesAsync, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }
    }

    private static async Task<Dictionary<string, LocalImage>> ImagesAsync(SecondStackImages images) => new()
    {
        ["catalog:1"] = images.Of("peer.mjs"),
        ["prices:1"] = images.Of("peer.mjs"),
        ["worker:1"] = images.Of("worker.mjs"),
        ["idle:1"] = images.Of("idle.mjs"),
        ["docker.io/library/nats:*"] = images.Nats(),
        ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/mirror/postgres:*"] = await images.OfficialAsync("postgres:17", Cancellation),
    };

    /// <summary>The model with the variables that Aspire gives to those who refer to others.</summary>
    private static EcsApplication Application()
    {
        var application = SecondModel.Application();
        var services = application.Services.ToDictionary(s => s.Name);
        services["catalog"].Variables =
        [
            new("services__prices__http__0", new([new EcsText("http://"), new EcsHostPart(services["prices"]), new EcsText(":80")])),
            new("ConnectionStrings__orders", new(
            [
                new EcsText("Host="), new EcsHostPart(services["db"]), new EcsText(";Port=15432;Username=postgres;Password="), new EcsParameterPart(SecondModel.Password), new EcsText(";Database=orders"),
            ])),
        ];
        services["prices"].Variables = [.. services["prices"].Variables, new("services__catalog__grpc__0", new([new EcsText("http://"), new EcsHostPart(services["catalog"]), new EcsText(":8080")]))];
        services["db"].Variables = [.. services["db"].Variables, new("POSTGRES_INITDB_ARGS", new([new EcsText("--auth-host=scram-sha-256")]))];
        services["worker"].Variables = [new("QUEUE", new([new EcsText("nats://"), new EcsHostPart(services["queue"]), new EcsText(":4222")]))];
        return application;
    }
}
