using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>A database that a PostgreSQL server is to have.</summary>
/// <param name="Name">Its name, of any characters.</param>
/// <param name="CreationScript">What makes it, by WithCreationScript; null for plain CREATE DATABASE.</param>
internal sealed record PostgresDatabase(string Name, string? CreationScript = null)
{
    // Internal to Aspire.Hosting.PostgreSQL, so it is known by its name.
    private const string ScriptAnnotation = "PostgresCreateDatabaseScriptAnnotation";

    /// <summary>The SQL that makes it.</summary>
    public string Statement => CreationScript ?? $"CREATE DATABASE {Identifier}";

    // PostgreSQL, "Lexical structure: identifiers". Control characters, which a line of single-user mode could end at,
    // have an escaped form.
    private string Identifier => Name.Any(char.IsControl)
        ? $"U&\"{string.Concat(Name.Select(c => c is '"' ? "\"\"" : c is '\\' ? "\\\\" : char.IsControl(c) ? $"\\{(int)c:X4}" : $"{c}"))}\""
        : $"\"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The databases of a server, in the order in which the AppHost adds them.</summary>
    public static IReadOnlyList<PostgresDatabase> Of(PostgresServerResource server, IEnumerable<IResource> resources) =>
        [.. resources.OfType<PostgresDatabaseResource>().Where(d => d.Parent == server).Select(d => new PostgresDatabase(d.DatabaseName, ScriptOf(d)))];

    private static string? ScriptOf(PostgresDatabaseResource database) =>
        database.Annotations.LastOrDefault(a => a.GetType().Name == ScriptAnnotation) is { } annotation
            ? annotation.GetType().GetProperty("Script")?.GetValue(annotation) as string
                ?? throw new Aspire.Hosting.DistributedApplicationException($"The creation script of the database '{database.Name}' can't be read from this version of Aspire.Hosting.PostgreSQL; leave WithCreationScript out, and make the database in a migration.")
            : null;
}
