using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>The `user` of a container: `user`, `user:group`, `uid`, `uid:gid` and mixtures.</summary>
/// <remarks>Amazon ECS API Reference, "ContainerDefinition": user. An image's own names are in its /etc/passwd, which is not rehearsed.</remarks>
internal static class ContainerUsers
{
    private static readonly Dictionary<string, int> _known = new() { ["root"] = 0, ["nobody"] = 65534, ["nogroup"] = 65534 };

    /// <summary>Who that is; null where a name is not known.</summary>
    public static ContainerUser? Parse(string text, ContainerUser ofImage)
    {
        var parts = text.Split(':');
        if (Number(parts[0]) is not { } user)
        {
            return null;
        }

        return parts.Length > 1 ? Number(parts[1]) is { } group ? new(user, group) : null
            : user == ofImage.UserId ? ofImage

            // A number that passwd does not have belongs to root's group.
            : new(user, parts[0] == "nobody" ? 65534 : 0);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : _known.TryGetValue(text, out var known) ? known
        : null;
}
