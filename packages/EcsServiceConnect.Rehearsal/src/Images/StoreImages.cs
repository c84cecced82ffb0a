using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Rehearsal.Images;

/// <summary>Images of databases and the like, whose files bear one server at a time.</summary>
internal static class StoreImages
{
    public static bool IsPostgres(ContainerPlan container) => StoreNames.IsPostgres(container.Image) || Runs(container, "postgres");

    public static bool IsRedis(ContainerPlan container) => StoreNames.IsRedis(container.Image) || Runs(container, "redis-server", "valkey-server");

    public static bool IsStore(ContainerPlan container) =>
        StoreNames.IsStore(container.Image) || Runs(container, "postgres", "redis-server", "valkey-server", "mysqld", "mongod");

    private static bool Runs(ContainerPlan container, params ReadOnlySpan<string> programs)
    {
        foreach (var word in container.EntryPoint.Concat(container.Command))
        {
            if (programs.Contains(word))
            {
                return true;
            }
        }

        return false;
    }
}
