namespace ProcessesAndTools;

/// <summary>The exact versions of the stores that are fetched to run as processes. Those of their images are in AppHost.cs.</summary>
internal static class StoreVersions
{
    /// <summary>The version of @embedded-postgres/…: PostgreSQL 18.4.</summary>
    public const string PostgresNpmPackage = "18.4.0-beta.17";

    /// <summary>The major version of PostgreSQL in <see cref="PostgresNpmPackage"/>.</summary>
    public const int PostgresNpmPackageMajor = 18;

    /// <summary>The version of the .NET tool garnet-server, which speaks Redis's protocol.</summary>
    public const string GarnetTool = "2.2.8";
}
