namespace ProcessesAndTools;

/// <summary>A PostgreSQL server's programs.</summary>
/// <param name="Folder">The folder of <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="Major">The major version.</param>
internal sealed record PostgresInstallation(string Folder, int Major)
{
    /// <summary>The server itself.</summary>
    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>Makes a data folder.</summary>
    public string InitDb => Path.Combine(Folder, "initdb");
}
