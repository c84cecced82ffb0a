using System.Text.RegularExpressions;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// What the value of a given parameter has to be made of, as CloudFormation checks it: it is put into texts as it is,
/// since CloudFormation can neither encode nor quote.
/// </summary>
/// <param name="AllowedPattern">A regular expression for the whole value, which Java's and .NET's read alike.</param>
/// <param name="Description">The same for people, after the parameter's name.</param>
internal sealed record ParameterConstraint(string AllowedPattern, string Description)
{
    // RFC 3986, "Unreserved Characters". They break no other text either.
    private static readonly ParameterConstraint _inUri = new("[A-Za-z0-9._~-]+", "must be made of the letters A to Z, digits, '-', '.', '_' and '~' only, as it stands in a URI");

    /// <summary>What a parameter has to keep to in a model: the texts that it is put into, and managed stores; null where its value may be anything.</summary>
    public static ParameterConstraint? Of(EcsParameter parameter, IReadOnlyCollection<EcsService> services) =>
        services.SelectMany(service => service.Variables, (service, variable) => (Store: service.ManagedStore, variable))
            .Where(v => v.variable.Value.Parts is [EcsParameterPart part] && part.Parameter.Name == parameter.Name)
            .Select(v => v.Store?.ConstraintOf(v.variable.Name))
            .Append(Of(ComposedText.UsesOf(parameter, services)))
            .OfType<ParameterConstraint>()
            .Distinct()
            .Aggregate((ParameterConstraint?)null, (all, one) => all?.And(one) ?? one);

    /// <summary>What fits into all of some texts; null where anything does.</summary>
    /// <remarks>
    /// RFC 8259, "Strings"; Microsoft Learn, "DbConnectionStringBuilder.ConnectionString" and "Connection strings": a value without quotes ends at
    /// a semicolon, loses its outer blanks, begins with no quote or equals sign, and ends with no quote. StackExchange.Redis, "Configuration":
    /// options end at a comma, and lose their outer blanks.
    /// </remarks>
    public static ParameterConstraint? Of(ParameterUses uses)
    {
        if (uses == ParameterUses.Alone)
        {
            return null;
        }

        if (uses.HasFlag(ParameterUses.Uri))
        {
            return _inUri;
        }

        var (isJson, isSemicolons) = (uses.HasFlag(ParameterUses.Json), uses.HasFlag(ParameterUses.SemicolonList));
        Forbidden[] nowhere =
        [
            .. isJson ? [new(@"""", "double quote"), new(@"\\", "backslash")] : Array.Empty<Forbidden>(),
            .. isSemicolons ? [new(";", "semicolon")] : Array.Empty<Forbidden>(),
            .. uses.HasFlag(ParameterUses.CommaList) ? [new(",", "comma")] : Array.Empty<Forbidden>(),
            new(@"\p{Cc}", "control character"),
        ];
        Forbidden[] atEnd = [.. isSemicolons ? [new(@"'""", "quote")] : Array.Empty<Forbidden>(), new(@"\p{Z}", "blank")];
        Forbidden[] atStart = [.. atEnd, .. isSemicolons ? [new("=", "equals sign")] : Array.Empty<Forbidden>()];
        atStart = uses.HasFlag(ParameterUses.ValueStart) ? atStart : [];
        atEnd = uses.HasFlag(ParameterUses.ValueEnd) ? atEnd : [];

        var inside = AllBut(nowhere);
        return new(
            atStart.Length + atEnd.Length == 0
                ? $"{inside}+"
                : $"(?:{AllBut([.. nowhere, .. atStart, .. atEnd])}|{AllBut([.. nowhere, .. atStart])}{inside}*{AllBut([.. nowhere, .. atEnd])})",
            $"must have no {Names(nowhere)}{(atStart.Length > 0 ? $", begin with no {Names(atStart)}" : "")}{(atEnd.Length > 0 ? $", and end with no {Names(atEnd)}" : "")}, as it is put into a text");
    }

    /// <summary>Whether CloudFormation would take a value.</summary>
    public bool Fits(string value) => Regex.IsMatch(value, $@"\A(?:{AllowedPattern})\z", RegexOptions.CultureInvariant);

    private ParameterConstraint And(ParameterConstraint other) =>
        new($"(?=(?:{AllowedPattern})$)(?:{other.AllowedPattern})", $"{Description}, and {other.Description}");

    private static string AllBut(IEnumerable<Forbidden> forbidden) => $"[^{string.Concat(forbidden.Select(f => f.Characters).Distinct())}]";

    private static string Names(Forbidden[] forbidden) => forbidden is [.. var first, var last] && first.Length > 0
        ? $"{string.Join(", ", first.Select(f => f.Name))} or {last.Name}"
        : forbidden[0].Name;

    /// <param name="Characters">Characters, as in a character class of a regular expression.</param>
    /// <param name="Name">One of them, for people.</param>
    private readonly record struct Forbidden(string Characters, string Name);
}
