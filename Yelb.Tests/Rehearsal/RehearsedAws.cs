using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.CommandLine;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Services;
using EcsServiceConnect.Rehearsal.Tests;
using ProcessesAndTools;

namespace Yelb.Tests.Rehearsal;

/// <summary>
/// An <c>aws</c> for scripts that answers from a rehearsed stack: what goes through ECS Exec runs in the played container,
/// a secret that changes reaches the tasks of the next deployment. It knows what operations/yelb-db asks for, and nothing else.
/// </summary>
internal sealed class RehearsedAws : IAsyncDisposable
{
    private const string Arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";

    // Standard input goes along where an argument names it.
    private const string Program = """
        #!/usr/bin/env bash
        exec 3<>"/dev/tcp/127.0.0.1/$REHEARSED_AWS"
        { printf '%s\0' "$@" | base64 -w0; echo; [[ "$*" == *file:///dev/stdin* ]] && base64 -w0; echo; } >&3
        read -r code <&3
        cat <&3
        exit "$code"
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly RunningStack _running;
    private readonly RehearsalCommands _commands;
    private readonly Dictionary<string, string> _secrets = [];
    private readonly ILookup<string, (string Variable, string Secret, string? Key)> _uses;
    private readonly Task _served;

    public RehearsedAws(RunningStack running, JsonObject template)
    {
        _running = running;
        _commands = new(running.Stack);
        _uses = Uses(template).ToLookup(use => use.Service, use => (use.Variable, use.Secret, use.Key));
        foreach (var service in _uses)
        {
            var values = running.Stack.Find(service.Key).Plan.TaskDefinition.Containers.SelectMany(c => c.Secrets).ToDictionary();
            foreach (var secret in service.GroupBy(use => use.Secret))
            {
                // Of a secret with keys, those that are used are all that there are here.
                _secrets.TryAdd(secret.Key, secret.First().Key is null ? values[secret.First().Variable]
                    : new JsonObject(secret.DistinctBy(use => use.Key).Select(use => KeyValuePair.Create(use.Key!, (JsonNode?)values[use.Variable]))).ToJsonString());
            }
        }

        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(Path.Combine(_folder.Path, "aws"), Program);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder.Path, "aws"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _listener.Start();
        _served = ServeAsync();
    }

    /// <summary>The arguments of every call.</summary>
    public ConcurrentQueue<string[]> Calls { get; } = [];

    /// <summary>The secrets' values by their logical ids.</summary>
    public IReadOnlyDictionary<string, string> Secrets => _secrets;

    /// <summary>The value of the one secret whose logical id begins so.</summary>
    public string Secret(string prefix) => _secrets.Single(s => s.Key.StartsWith(prefix, StringComparison.Ordinal)).Value;

    /// <summary>The name of an RDS instance in the container's place, which is not played: nothing is deployed then.</summary>
    public string? RdsInstance { get; set; }

    /// <summary>The password that the RDS instance was given last.</summary>
    public string? RdsPassword { get; private set; }

    /// <summary>Runs commands of bash as a person types them in the repository's folder.</summary>
    public Task<CommandResult> RunAsync(string commands, string input = "") => ChildProcess.RunAsync(
        new()
        {
            FileName = "bash",
            Arguments = ["-euo", "pipefail", "-c", commands],
            StandardInput = input,
            WorkingDirectory = Repository.Root,
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}",
                ["REHEARSED_AWS"] = ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture),
            },
        },
        Patience.Token);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _served;
        await _commands.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream());
                var call = await ReadAsync(reader);
                var input = await ReadAsync(reader);
                var arguments = call.Split('\0', StringSplitOptions.RemoveEmptyEntries);
                Calls.Enqueue(arguments);
                string answer;
                try
                {
                    answer = $"0\n{await AnswerAsync(arguments, input)}";
                }
                catch (Exception e)
                {
                    answer = $"255\n{e.Message}\n";
                }

                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer), Patience.Token);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }

        static async Task<string> ReadAsync(StreamReader reader) => Encoding.UTF8.GetString(Convert.FromBase64String(await reader.ReadLineAsync(Patience.Token) ?? ""));
    }

    private async Task<string> AnswerAsync(string[] call, string input)
    {
        switch (call[0], call[1])
        {
            case ("cloudformation", "describe-stack-resources"):
                return call.Any(a => a.Contains("AWS::RDS", StringComparison.Ordinal)) ? RdsInstance ?? "None" : string.Join('\n', _secrets.Keys.Select(s => $"{s}\t{Arn}{s}"));
            case ("secretsmanager", "get-secret-value"):
                return _secrets[SecretId()];
            case ("secretsmanager", "put-secret-value"):
                _secrets[SecretId()] = input;
                return "version";
            case ("secretsmanager", "get-random-password"):
                return Guid.NewGuid().ToString("N");
            case ("rds", "modify-db-instance"):
                RdsPassword = input;
                return "available";
            case ("rds", "wait"):
                return "";
            case ("ecs", "list-services"):
                return string.Join('\t', _running.Stack.Services.Select(s => $"arn:aws:ecs:eu-west-1:123456789012:service/yelb/{s.Name}"));
            case ("ecs", "list-tasks"):
                return $"arn:aws:ecs:eu-west-1:123456789012:task/yelb/{_running.Stack.Find(Option("--service-name")).RunningTask.Id}";
            case ("ecs", "describe-services"):
                return Option("--services");
            case ("ecs", "describe-task-definition"):
                return _uses[Option("--task-definition")].ToList() is { Count: > 0 } uses ? string.Join('\t', uses.Select(use => $"{Arn}{use.Secret}{(use.Key is null ? "" : $":{use.Key}::")}")) : "None";
            case ("ecs", "update-service"):
                return Deploy(_running.Stack.Find(Option("--service")));
            case ("ecs", "wait"):
                return await _running.Stack.Find(Option("--services")).WaitUntilAsync(s => s.IsSteady || RdsInstance is not null, TimeSpan.FromSeconds(60), Patience.Token) ? "" : throw new TimeoutException("Max attempts exceeded");
            case ("ecs", "execute-command"):
                // A terminal ends lines with a carriage return too.
                var said = await _commands.RunAsync($"exec {Option("--container")} {Option("--command")}");
                return $"\nThe Session Manager plugin was installed successfully. Use the AWS CLI to start a session.\n\n\nStarting session with SessionId: ecs-execute-command-0\r\n{said.ReplaceLineEndings("\r\n")}\r\n\n\nExiting session with sessionId: ecs-execute-command-0.\n\n";
            default:
                throw new NotSupportedException($"It does not know: {string.Join(' ', call)}");
        }

        string Option(string name) => call[Array.IndexOf(call, name) + 1];

        string SecretId() => Option("--secret-id")[Arn.Length..];
    }

    /// <summary>Forces a new deployment: its tasks get the secrets as they are now.</summary>
    private string Deploy(RehearsedService service)
    {
        if (RdsInstance is null)
        {
            var secrets = _uses[service.Name].ToDictionary(use => use.Variable, use => use.Key is null ? _secrets[use.Secret] : JsonNode.Parse(_secrets[use.Secret])![use.Key]!.GetValue<string>());
            service.Deploy(service.Plan with
            {
                TaskDefinition = service.Plan.TaskDefinition with { Containers = [.. service.Plan.TaskDefinition.Containers.Select(Renewed)] },
            });

            ContainerPlan Renewed(ContainerPlan container) => container with { Secrets = container.Secrets.ToDictionary(s => s.Key, s => secrets[s.Key]) };
        }

        return service.Name;
    }

    /// <summary>Which variables of which service are of which secret, a whole one or a key of it.</summary>
    private static IEnumerable<(string Service, string Variable, string Secret, string? Key)> Uses(JsonObject template) =>
        from resource in template["Resources"]!.AsObject()
        where (string?)resource.Value!["Type"] == "AWS::ECS::TaskDefinition"
        from container in resource.Value["Properties"]!["ContainerDefinitions"]!.AsArray()
        from secret in container![nameof(Secrets)]?.AsArray() ?? []
        let source = secret["ValueFrom"]!
        let parts = source["Fn::Join"]?[1]
        select ((string)container["Name"]!, (string)secret["Name"]!, (string)(parts?[0] ?? source)["Ref"]!, ((string?)parts?[1])?.Split(':')[1]);
}
