namespace Yelb.Hosting.Machine;

/// <summary>The exact versions of the stores, so that they are the same everywhere until someone changes them here.</summary>
internal static class StoreVersions
{
    /// <summary>The tag of docker.io/library/postgres.</summary>
    public const string PostgresImageTag = "18.4";

    /// <summary>The version of @embedded-postgres/…: PostgreSQL 18.4.</summary>
    public const string PostgresNpmPackage = "18.4.0-beta.17";

    /// <summary>The major version of PostgreSQL in <see cref="PostgresNpmPackage"/>.</summary>
    public const int PostgresNpmPackageMajor = 18;

    /// <summary>The tag of docker.io/library/redis.</summary>
    public const string RedisImageTag = "8.6.5";

    /// <summary>The version of the .NET tool garnet-server, which speaks Redis's protocol.</summary>
    public const string GarnetTool = "2.2.8";
}
