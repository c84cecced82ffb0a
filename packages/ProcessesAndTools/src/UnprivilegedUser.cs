using System.Globalization;

namespace ProcessesAndTools;

/// <summary>
/// The user that child processes run as where this process is root: "postgres" where the machine has it, else "nobody".
/// </summary>
internal sealed record UnprivilegedUser(string Name, int UserId, int GroupId)
{
    /// <summary>The user, or null where this process is not root and so runs its children as itself.</summary>
    /// <exception cref="MachineException">This is macOS, or the machine has neither user.</exception>
    public static UnprivilegedUser? Current { get; } = Environment.IsPrivilegedProcess ? Find() : null;

    /// <summary>Gives a file or folder, not what is in it, to the user that unprivileged children run as.</summary>
    public static void Own(string path)
    {
        if (Current is { } user)
        {
            Posix.ChangeOwner(path, user.UserId, user.GroupId);
        }
    }

    /// <summary>The arguments with which setpriv becomes the user and then the command itself, in the same process.</summary>
    public IEnumerable<string> SetPrivArguments =>
    [
        string.Create(CultureInfo.InvariantCulture, $"--reuid={UserId}"),
        string.Create(CultureInfo.InvariantCulture, $"--regid={GroupId}"),
        "--clear-groups",
        "--no-new-privs",
    ];

    private static UnprivilegedUser Find()
    {
        // name:password:uid:gid:…, see passwd(5).
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList();
        var user = users.Find(fields => fields[0] == "postgres") ?? users.Find(fields => fields[0] == "nobody");
        return user is null
            ? throw new MachineException("/etc/passwd has neither a user postgres nor nobody to run the stores as: add one, or do not run as root.")
            : new UnprivilegedUser(user[0], int.Parse(user[2], CultureInfo.InvariantCulture), int.Parse(user[3], CultureInfo.InvariantCulture));
    }
}
