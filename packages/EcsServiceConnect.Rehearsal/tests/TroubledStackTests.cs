using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.CommandLine;
using EcsServiceConnect.Rehearsal.Contract;

[assembly: LongestFirst(
    nameof(EcsServiceConnect.Rehearsal.Tests.TroubledStackTests), nameof(EcsServiceConnect.Rehearsal.Tests.DeployedStackTests), nameof(EcsServiceConnect.Rehearsal.Tests.SecondStackTests))]

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>A stack with one trouble in each service: each is told in a line that says why, and none is waited for without end.</summary>
public sealed class TroubledStackTests
{
    private const string Server = "require('http').createServer((q, r) => { r.statusCode = 404; r.end(); }).listen(8080); process.on('SIGTERM', () => process.exit())";

    private static readonly string _template = $$"""
        { "Resources": {
          "Closed": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "lets nobody in" } },
          {{Service("api", Network + Connect(Alias("api", 8080)), Node("api"))}},
          {{Service("client", """ "DependsOn": "api", """, Network + Connect(""), """{ "Name": "client", "Image": "node:1", "Environment": [{ "Name": "API", "Value": "http://api:8080" }] }""")}},
          "Open": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "lets everybody in", "SecurityGroupIngress": [{ "IpProtocol": "-1", "CidrIp": "10.0.0.0/16" }] } },
          {{Service("trusting", OpenNetwork + Connect(Alias("db", 5432)), Store("postgres:17", "db", 5432, "pg_isready -U postgres", """ "Environment": [{ "Name": "POSTGRES_PASSWORD", "Value": "secret" }] """))}},
          {{Service("closed", OpenNetwork + Connect(Alias("cache", 6379)), Store("redis:8", "cache", 6379, "redis-cli -a secret ping", """ "Command": ["redis-server", "--requirepass", "secret"] """))}},
          {{Service("user", """ "DependsOn": ["trusting", "closed"], """, OpenNetwork + Connect(""), """{ "Name": "user", "Image": "node:1", "Environment": [{ "Name": "DB", "Value": "postgres://db:5432" }, { "Name": "CACHE", "Value": "redis://cache:6379" }] }""")}},
          {{Service("unmapped", Breaker, Node("unmapped", """ "HealthCheck": { "Command": ["CMD", "dotnet", "/app/health-probe.dll", "http://127.0.0.1:8080/alive", "4"], "Interval": 5, "Timeout": 8, "Retries": 2 } """))}},
          {{Service("ending", "", """{ "Name": "ending", "Image": "node:1", "EntryPoint": ["sh", "-c", "sleep 1; echo done"] }""")}},
          {{Service("waiting", "", """
              { "Name": "late", "Image": "node:1", "DependsOn": [{ "ContainerName": "first", "Condition": "HEALTHY" }] },
              { "Name": "first", "Image": "node:1", "HealthCheck": { "Command": ["CMD-SHELL", "true"], "Interval": 5 } }
              """)}}
        } }
        """;

    private const string Network = """ "NetworkConfiguration": { "AwsvpcConfiguration": { "Subnets": ["a"], "SecurityGroups": [{ "Fn::GetAtt": ["Closed", "GroupId"] }] } }, """;
    private const string OpenNetwork = """ "NetworkConfiguration": { "AwsvpcConfiguration": { "Subnets": ["a"], "SecurityGroups": [{ "Fn::GetAtt": ["Open", "GroupId"] }] } }, """;
    private const string Breaker = """ "DeploymentConfiguration": { "DeploymentCircuitBreaker": { "Enable": true, "Rollback": false } }, """;

    private static CancellationToken Cancellation => Patience.Token;

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task Each_trouble_is_told_with_its_reason_and_in_time()
    {
        await using var running = await SecondStackRehearsal.BeginAsync(
            JsonNode.Parse(_template)!.AsObject(),
            new Dictionary<string, string>(),
            images => Task.FromResult<Dictionary<string, LocalImage>>(new() { ["node:1"] = images.Of("idle.mjs") }),
            Cancellation);
        var clock = Stopwatch.StartNew();

        var red = await SecondStackRehearsal.RedAsync(running, new(), Cancellation);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Contains(red, r => r.StartsWith("unmapped is steady: Task failed container health checks: container unmapped: GET /alive answered 404; does the project map its health endpoints?", StringComparison.Ordinal));
        Assert.Contains(red, r => r.StartsWith("tasks of ending keep running: ", StringComparison.Ordinal) && r.EndsWith("exited with code 0: done", StringComparison.Ordinal));
        Assert.Contains(red, r => r.StartsWith("client reaches api:8080: no packet of client/1 reaches api/1", StringComparison.Ordinal));
        Assert.Contains("requests of client to api:8080 are spread over its tasks: no answer in 5 s", red);
        Assert.Contains(red, r => r.StartsWith("trusting lets nobody in without its password: whoever comes through Service Connect", StringComparison.Ordinal));
        Assert.DoesNotContain(red, r => r.StartsWith("closed lets nobody in", StringComparison.Ordinal));
        Assert.DoesNotContain(red, r => r.StartsWith("waiting is steady", StringComparison.Ordinal) || r.StartsWith("tasks of waiting", StringComparison.Ordinal));

        await Commands_say_what_they_did(running);
    }

    private static async Task Commands_say_what_they_did(RunningStack running)
    {
        var events = new ConcurrentQueue<string>();
        running.Events.Happened += e => events.Enqueue($"{e.Subject}: {e.Message}");
        await using var commands = new RehearsalCommands(running.Stack);
        await commands.RunAsync("kill user/1");
        Assert.True(await running.Stack.Find("user").WaitUntilAsync(s => s.Tasks.All(t => t.Id != "user/1"), TimeSpan.FromSeconds(30), Cancellation));
        Assert.Contains("user/1: Essential container user was killed (exit code 137)", events);
        Assert.Equal("nothing was cut, slow or frozen", await commands.RunAsync("heal"));
        await commands.RunAsync("cut api client");
        await commands.RunAsync("slow api 2s");
        Assert.Equal("api/1 is frozen; 'heal' ends it", await commands.RunAsync("freeze api/1"));
        Assert.Equal("packets pass between api and client again; api answers at once again; api/1 goes on", await commands.RunAsync("heal"));
        Assert.Equal("nothing was cut, slow or frozen", await commands.RunAsync("heal"));
        Assert.StartsWith("It is 'stop TASK'; there are the tasks api/1, client/1, ", await RefusedAsync("stop"), StringComparison.Ordinal);
        Assert.Equal("It is 'scale SERVICE COUNT'; there are the services api, client, trusting, closed, user, unmapped, ending, waiting.", await RefusedAsync("scale api"));
        Assert.Equal("'-1' is no number of tasks from 0 to 20.", await RefusedAsync("scale api -1"));
        Assert.Equal("There is nothing to load: no load balancer leads from outside to a service.", await RefusedAsync("load 5"));
        Assert.StartsWith("'dance' is no command: stop TASK | kill TASK | ", await RefusedAsync("dance"), StringComparison.Ordinal);

        async Task<string> RefusedAsync(string line) => (await Assert.ThrowsAsync<RehearsalException>(() => commands.RunAsync(line))).Message;
    }

    private static string Service(string name, string service, string containers) => Service(name, "", service, containers);

    private static string Service(string name, string resource, string service, string containers) => $$"""
        "{{name}}Task": { "Type": "AWS::ECS::TaskDefinition", "Properties": { "Cpu": "256", "Memory": "512", "ContainerDefinitions": [{{containers}}] } },
        "{{name}}": { "Type": "AWS::ECS::Service", {{resource}} "Properties": { {{service}} "ServiceName": "{{name}}", "LaunchType": "FARGATE", "TaskDefinition": { "Ref": "{{name}}Task" } } }
        """;

    private static string Alias(string name, int port) => $$"""{ "PortName": "{{name}}", "ClientAliases": [{ "Port": {{port}}, "DnsName": "{{name}}" }] }""";

    private static string Store(string image, string name, int port, string check, string more) => $$"""
        { "Name": "{{name}}", "Image": "{{image}}", "PortMappings": [{ "Name": "{{name}}", "ContainerPort": {{port}} }], "HealthCheck": { "Command": ["CMD-SHELL", "{{check}}"], "Interval": 5, "StartPeriod": 60 }, {{more}} }
        """;

    private static string Connect(string services) => $$""" "ServiceConnectConfiguration": { "Enabled": true, "Namespace": "shop", "Services": [{{services}}] }, """;

    private static string Node(string name, string more = "") => $$"""
        { "Name": "{{name}}", "Image": "node:1", "EntryPoint": ["node", "-e", "{{Server}}"], "PortMappings": [{ "Name": "{{name}}", "ContainerPort": 8080, "AppProtocol": "http" }]{{(more.Length > 0 ? $", {more}" : "")}} }
        """;
}
