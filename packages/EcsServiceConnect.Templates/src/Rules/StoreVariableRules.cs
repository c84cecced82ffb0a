using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>The variables of a store's image go together.</summary>
/// <remarks>docker-entrypoint.sh of docker-library/postgres, mysql and mongo, and of MariaDB/mariadb-docker.</remarks>
internal static class StoreVariableRules
{
    [TemplateRule("a variable of a store beside the one that names a file for it, or a user without a password: the image ends at once", "Documentation of the image: postgres, mysql, mariadb and mongo, Docker Secrets; mongo, MONGO_INITDB_ROOT_USERNAME, MONGO_INITDB_ROOT_PASSWORD; mysql, MYSQL_USER, MYSQL_PASSWORD")]
    public const string Contradiction = "contradiction-in-store-variables";

    private const string EntryPoint = "docker-entrypoint.sh";

    private static readonly string[] _servers = ["postgres", "mysqld", "mariadbd", "mongod"];

    private static readonly string[] _mongoUser = ["MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_PASSWORD"];

    /// <summary>The entry point says "both … are set (but are exclusive)", and ends; an empty one is none.</summary>
    public static IEnumerable<TemplateViolation> VariablesAgree(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        where container.KnownImage is { IsNamesake: false } && StartsServer(container)
        let family = container.KnownImage!.Family
        let given = container.Secrets.Concat(container.Environment.Where(v => v.Value.Length > 0)).Select(v => v.Name).ToHashSet()
        let both = StoreVariables.OrFile(family).FirstOrDefault(n => given.Contains(n) && given.Contains($"{n}_FILE"))
        let half = family == ImageFamily.MongoDb && container.AreVariablesKnown ? _mongoUser.Where(n => given.Contains(n) || given.Contains($"{n}_FILE")).ToList() : []
        let isRoot = family == ImageFamily.MySql && StorePasswordRules.MakesServer(task, container) && container.Environment.Any(v => v is { Name: "MYSQL_USER", Value: "root" })
        let fault = both is not null ? $"{both} and {both}_FILE, of which its image takes one, so it ends at once; leave one"
            : half is [var one] ? $"{one} without {_mongoUser.Single(n => n != one)}, so its image ends at once; give it both, or neither"
            : isRoot ? "MYSQL_USER as root, whom its image makes by MYSQL_ROOT_PASSWORD alone, so it ends at once; leave it out, or name another user"
            : null
        where fault is not null
        select topology.Violation(Contradiction, task, $"container {container.Name} has {fault}.");

    // Anything else than the server the entry point starts as it is. An entry point of one's own may begin otherwise and end with the image's.
    private static bool StartsServer(Container container)
    {
        var command = ContainerCommand.Of(container);
        var words = command?.Words.ToList() ?? [];
        var own = container.Definition["EntryPoint"].IsPresent ? words.FindLastIndex(w => ContainerCommand.Program(w) == EntryPoint) : -1;
        return command is null ? !container.Definition["Command"].IsPresent && !container.Definition["EntryPoint"].IsPresent
            : (own >= 0 || !container.Definition["EntryPoint"].IsPresent) && words.ElementAtOrDefault(own + 1) is { } first && (first.StartsWith('-') || _servers.Contains(ContainerCommand.Program(first)));
    }
}
