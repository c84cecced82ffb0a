using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Makes up a random value, as for a password.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCase = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    /// <summary>The length, in characters.</summary>
    public required int MinLength { get; set; }

    /// <summary>Whether lower-case letters occur; they do by default.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether upper-case letters occur; they do by default.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether digits occur; they do by default.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether punctuation occurs; it does by default.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc/>
    public override string GetDefaultValue() => RandomNumberGenerator.GetString(
        string.Concat(Lower ? LowerCase : "", Upper ? UpperCase : "", Numeric ? Digits : "", Special ? Specials : ""), MinLength);
}
