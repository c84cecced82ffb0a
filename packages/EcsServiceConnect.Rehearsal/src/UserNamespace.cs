using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal;

/// <summary>The users that this process can become: all as the machine's root; as root of a user namespace that an ordinary user made, root alone.</summary>
/// <remarks>user_namespaces(7).</remarks>
internal static class UserNamespace
{
    /// <summary>Whether a process may drop its supplementary groups.</summary>
    public static bool MaySetGroups => File.ReadAllText("/proc/self/setgroups").Trim() == "allow";

    /// <summary>Whether a user and a group are there.</summary>
    public static bool Has(ContainerUser user) => Maps("/proc/self/uid_map", user.UserId) && Maps("/proc/self/gid_map", user.GroupId);

    // First number inside, first number outside, how many.
    private static bool Maps(string map, int number) => !File.Exists(map) || File.ReadLines(map)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray())
        .Any(range => range[0] <= number && number < range[0] + range[2]);
}
