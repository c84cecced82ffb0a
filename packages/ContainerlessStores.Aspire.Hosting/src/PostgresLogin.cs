using System.Security.Cryptography;
using System.Text;
using ProcessesAndTools;

namespace ContainerlessStores;

/// <summary>
/// The superuser's name and password. A hash of those that the data folder has is kept beside it, to tell when they
/// have changed since.
/// </summary>
internal sealed record PostgresLogin(string UserName, string Password)
{
    private const string FileName = "login.hash";
    private const int SaltBytes = 16;

    /// <summary>Whether the data beside the hash has this login.</summary>
    public bool Matches(StoreFolder folder)
    {
        var file = Path.Combine(folder.Path, FileName);
        if (!File.Exists(file))
        {
            return false;
        }

        var known = Convert.FromHexString(File.ReadAllText(file));
        return known.Length > SaltBytes && CryptographicOperations.FixedTimeEquals(known, Hash(known[..SaltBytes]));
    }

    /// <summary>Says that the data has this login.</summary>
    public void Remember(StoreFolder folder) =>
        folder.WriteSecret(FileName, Convert.ToHexString(Hash(RandomNumberGenerator.GetBytes(SaltBytes))));

    /// <summary>The statement, in one line, that gives the user the password.</summary>
    /// <exception cref="MachineException">They don't go into one line.</exception>
    public string AlterRole()
    {
        if (UserName.Contains('\n', StringComparison.Ordinal) || Password.Contains('\n', StringComparison.Ordinal))
        {
            throw new MachineException("PostgreSQL's user name or password contains a line break: take another.");
        }

        return $"ALTER ROLE \"{UserName.Replace("\"", "\"\"", StringComparison.Ordinal)}\" PASSWORD '{Password.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private byte[] Hash(byte[] salt) =>
        [.. salt, .. Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes($"{UserName}\n{Password}"), salt, iterations: 100_000, HashAlgorithmName.SHA256, outputLength: 32)];
}
