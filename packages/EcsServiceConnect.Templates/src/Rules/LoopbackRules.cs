using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A server that a load balancer reaches listens on more than its own loopback, and stores are not looked for there.</summary>
/// <remarks>
/// The servers' own documents: Uvicorn, "Settings" (--host, by default 127.0.0.1); Flask, "Command Line Interface"; Django,
/// "django-admin and manage.py" (runserver); Gunicorn, "Settings" (bind); Hugo, "hugo server"; PHP, "Built-in web server".
/// </remarks>
internal static partial class LoopbackRules
{
    [TemplateRule("a variable that names a store, or a service by the variable's own name, on the task's own loopback, where no container listens and another service does", "Amazon ECS Developer Guide, Amazon ECS task networking options for Fargate: containers of a task share localhost")]
    public const string StoreElsewhere = "store-on-localhost";

    private static readonly string[] _loopback = ["127.0.0.1", "localhost", "::1", "[::1]"];

    // By default on the loopback: the words that start it, the options that say another address, and the variable that does.
    private static readonly (string[] Words, string[] Options, string? Variable)[] _onLoopback =
    [
        (["uvicorn"], ["--host", "--uds", "--fd"], "UVICORN_HOST"),
        (["flask", "run"], ["--host", "-h"], "FLASK_RUN_HOST"),
        (["daphne"], ["-b", "--bind", "-u", "-e", "--endpoint"], null),
        (["fastapi", "dev"], ["--host"], null),
        (["hugo", "server"], ["--bind"], null),
        (["manage.py", "runserver"], [], null),
    ];

    private static readonly string[] _options = ["--host", "--bind", "--address", "--hostname", "-b", "-S"];

    private static readonly int[] _stores = [1433, 3306, 4222, 5432, 5672, 6379, 9092, 9200, 11211, 27017];

    // ASP.NET Core, "Configure endpoints": the variables that say all of its addresses.
    private static readonly string[] _addresses = ["ASPNETCORE_URLS", "DOTNET_URLS", "URLS"];

    /// <summary>By what its command or a variable says, or its program does where neither says anything.</summary>
    public static IEnumerable<TemplateViolation> ServersAreReached(EcsTopology topology) =>
        from service in topology.Services
        from container in service.TaskDefinition?.Containers ?? []
        where service.LoadBalancers.Any(l => l.Container == container.Name)
        let words = ContainerCommand.Of(container)?.Commands.SelectMany(c => c.Words).ToList() ?? []
        let fault = SaysLoopback(words) ?? IsOnLoopback(words, container) ?? HasAddresses(container)
        where fault is not null
        select topology.Violation(ListenPortRules.Elsewhere, service, $"container {container.Name} is reached by a load balancer, and {fault} has it listen on its own loopback only; let it listen on 0.0.0.0.");

    /// <summary>A store of a task is one of its containers.</summary>
    public static IEnumerable<TemplateViolation> StoresAreInTheTask(EcsTopology topology) =>
        from client in topology.Services
        where client.TaskDefinition is { Containers: [_], HasUnknownPorts: false }
        let container = client.TaskDefinition!.Containers[0]
        let variables = container.Environment.Concat(container.Secrets.Select(s => topology.Secrets.Value(s)).OfType<Variable>()).ToList()
        from variable in variables
        from address in NetworkAddress.In(variable, variables)
        where _loopback.Contains(address.Host) && address.Port is { } port && container.KnownImage?.Port != port && container.Ports.All(p => p.Port != port)
        let server = topology.Endpoints.FirstOrDefault(e => e.Service != client && e.Service.Namespace == client.Namespace && e.Aliases.Any(a => a.Port == address.Port && (_stores.Contains(address.Port ?? 0) || IsNamed(variable.Name, a.DnsName))))
        where server is not null
        group (variable, address, server) by client into same
        let first = same.First()
        select topology.Violation(StoreElsewhere, same.Key, $"variable {first.variable.Name} names {first.address}, which is the task itself, and no container of it listens there; name {topology.NameOf(first.server.Service)} by {first.server.Aliases.First(a => a.Port == first.address.Port)}.");

    // By a variable as services__yelb-appserver__http__0 or YELB_APPSERVER_HTTP.
    private static bool IsNamed(string variable, string alias) =>
        alias.Length > 2 && !alias.Contains(Placeholder.Open) && Letters(variable).Contains(Letters(alias), StringComparison.OrdinalIgnoreCase);

    private static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit));

    private static string? SaysLoopback(List<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var (option, value) = words[i].IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (words[i][..at], words[i][(at + 1)..]) : (words[i], words.ElementAtOrDefault(i + 1) ?? "");
            if (_options.Contains(option) && _loopback.Contains(Port().Replace(value.Replace("tcp://", "", StringComparison.Ordinal), "")))
            {
                return $"its command ({option} {value})";
            }
        }

        return null;
    }

    private static string? HasAddresses(Container container) =>
        container.Environment.FirstOrDefault(v => _addresses.Contains(v.Name) && v.Value.Split(';') is { Length: > 0 } urls && urls.All(u => Uri.TryCreate(u.Trim(), UriKind.Absolute, out var uri) && uri.IsLoopback)) is { } variable
            ? $"variable {variable.Name} ({variable.Value})"
            : null;

    private static string? IsOnLoopback(List<string> words, Container container)
    {
        foreach (var (program, options, variable) in _onLoopback)
        {
            var start = words.FindIndex(w => ContainerCommand.Program(w) == program[0]);
            if (start < 0 || !program.SequenceEqual(words.Skip(start).Take(program.Length).Select(ContainerCommand.Program)))
            {
                continue;
            }

            var rest = words.Skip(start + program.Length).ToList();
            var isTold = rest.Exists(w => options.Any(o => w == o || w.StartsWith($"{o}=", StringComparison.Ordinal)) || w.Contains(Placeholder.Open) || w.Contains('$', StringComparison.Ordinal))
                || (options.Length == 0 && rest.Exists(w => !w.StartsWith('-') && w.Contains(':', StringComparison.Ordinal)))
                || container.Environment.Concat(container.Secrets).Any(v => v.Name == variable) || !container.AreVariablesKnown;
            return isTold ? null : $"its program {string.Join(' ', program)}, which is told no address,";
        }

        return null;
    }

    [GeneratedRegex(@":\d+$")]
    private static partial Regex Port();
}
