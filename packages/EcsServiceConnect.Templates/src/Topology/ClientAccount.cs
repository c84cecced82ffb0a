using System.Text.RegularExpressions;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>As whom a client signs in to a store, by the variable that names the store's address and those beside it; null for what it does not say.</summary>
/// <remarks>
/// Npgsql, "Connection String Parameters"; PostgreSQL, "Connection URIs"; StackExchange.Redis, "Configuration Options".
/// </remarks>
/// <param name="Variable">The variable with the address.</param>
internal sealed partial record ClientAccount(string Variable)
{
    private static readonly string[] _users = ["USER", "USERNAME", "USERID", "UID", "LOGIN"];
    private static readonly string[] _passwords = ["PASSWORD", "PASS", "PWD", "PASSWD"];
    private static readonly string[] _databases = ["DATABASE", "DATABASENAME", "DBNAME", "INITIALCATALOG", "DB"];

    public string? User { get; private init; }

    public string? Password { get; private init; }

    public string? Database { get; private init; }

    /// <summary>Whether the variable is a connection as a whole, in which a password would have to stand.</summary>
    public bool IsWhole { get; private init; }

    /// <param name="variable">The variable with the address, its value with marks (<see cref="ContainerValues"/>).</param>
    /// <param name="others">All variables of the container.</param>
    public static ClientAccount Of(Variable variable, IReadOnlyList<Variable> others)
    {
        var (text, account) = (variable.Value, new ClientAccount(variable.Name));
        var own = Url().Matches(text) is [var url] ? OfUrl(account, url)
            : text.Contains('=', StringComparison.Ordinal) ? OfAssignments(account, text)
            : account with { IsWhole = text.Contains(':', StringComparison.Ordinal) && variable.Name.StartsWith("ConnectionStrings", StringComparison.OrdinalIgnoreCase) };
        var beside = Beside(variable.Name, others);
        return own with
        {
            User = own.User ?? Find(beside, _users),
            Password = own.Password ?? Find(beside, _passwords),
            Database = own.Database ?? Find(beside, _databases),
        };
    }

    private static ClientAccount OfUrl(ClientAccount account, Match url)
    {
        var query = Pairs(url.Groups["query"].Value, '&');
        return account with
        {
            User = Given(url.Groups["user"].Value) ?? Find(query, _users),
            Password = Given(url.Groups["password"].Value) ?? Find(query, _passwords),
            Database = Given(url.Groups["path"].Value),
        };
    }

    private static ClientAccount OfAssignments(ClientAccount account, string text)
    {
        var pairs = Pairs(text, text.Contains(';', StringComparison.Ordinal) ? ';' : text.Contains(',', StringComparison.Ordinal) ? ',' : ' ');
        return account with { User = Find(pairs, _users), Password = Find(pairs, _passwords), Database = Find(pairs, _databases), IsWhole = true };
    }

    private static Dictionary<string, string> Pairs(string text, char separator) =>
        // A quoted value may hold the separator.
        text.Split(separator, StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2 && p[1].AsSpan().TrimStart() is not ['\'' or '"', ..])
            .GroupBy(p => Plain(p[0])).ToDictionary(g => g.Key, g => g.First()[1].Trim());

    // DB_HOST, DB_USER, DB_PASSWORD and DB_NAME are of one store, as PGHOST and PGUSER are.
    private static Dictionary<string, string> Beside(string name, IReadOnlyList<Variable> others)
    {
        var prefix = AddressName().Match(name) is { Success: true } match ? match.Groups["prefix"].Value : "";
        return prefix.Length == 0 ? [] : others
            .Where(o => o.Name != name && o.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(o => (Name: Plain(o.Name[prefix.Length..]), o.Value))
            .Select(o => o.Name == "NAME" && prefix.TrimEnd('_').EndsWith("DB", StringComparison.OrdinalIgnoreCase) ? (Name: "DATABASE", o.Value) : o)
            .GroupBy(o => o.Name).ToDictionary(g => g.Key, g => g.First().Value);
    }

    private static string Plain(string name) => new([.. name.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);

    private static string? Find(Dictionary<string, string> pairs, string[] names) => names.Select(pairs.GetValueOrDefault).FirstOrDefault(v => v is { Length: > 0 });

    private static string? Given(string text) => text.Length > 0 ? Uri.UnescapeDataString(text) : null;

    [GeneratedRegex(@"[a-z][a-z0-9+.-]*://((?<user>(⟦[^⟧]*⟧|[^\s/:@⟦])*)(:(?<password>(⟦[^⟧]*⟧|[^\s/@⟦])*))?@)?[^\s/?;,'""]+(/(?<path>(⟦[^⟧]*⟧|[^\s?;#&'""⟦])*))?(\?(?<query>[^\s#'""]*))?", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"^(?<prefix>.+?)_*(HOST|HOSTNAME|SERVER|ADDR|ADDRESS|ENDPOINT|URL|URI|JDBCCONNECTIONSTRING)$", RegexOptions.IgnoreCase)]
    private static partial Regex AddressName();
}
