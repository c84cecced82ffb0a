using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// How Secrets Manager makes up a secret in the place of Aspire (<see cref="GenerateParameterDefault"/>). It has no
/// least number of characters of a kind but one, and of Aspire's special characters only those are used that no URI,
/// connection string or JSON changes: so a secret may be composed into any text later, and need not be made anew for it.
/// </summary>
/// <param name="Length">The number of characters.</param>
/// <param name="HasLowercase">Whether there are lower case letters, at least one; so of the others.</param>
/// <param name="HasUppercase">Whether there are upper case letters.</param>
/// <param name="HasDigits">Whether there are digits.</param>
/// <param name="HasSpecial">Whether there are characters of <see cref="Special"/>.</param>
internal sealed record SecretGeneration(int Length, bool HasLowercase, bool HasUppercase, bool HasDigits, bool HasSpecial)
{
    /// <summary>What is left of Aspire's special characters: those of RFC 3986, "Unreserved Characters".</summary>
    public const string Special = "-._~";

    /// <summary>The other characters that Secrets Manager takes for punctuation (AWS Secrets Manager API Reference, "GetRandomPassword": ExcludePunctuation).</summary>
    public const string ExcludedSpecial = "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}";

    // Aspire's default length, which nobody asked for, and Secrets Manager's: that one is as strong with any alphabet.
    // What is deployed must keep its value, and a change of these would make a new one.
    private const int AspiresLength = 22;
    private const int SecretsManagersLength = 32;

    // AWS Secrets Manager API Reference, "GetRandomPassword": PasswordLength.
    private const int LongestLength = 4096;

    // What Aspire recommends for a generated password (GenerateParameterDefault).
    private const double StrongBits = 128;

    /// <summary>As strong as Aspire's, or as 128 bits, and no shorter.</summary>
    public static SecretGeneration Of(GenerateParameterDefault asked)
    {
        var isSpecialNeeded = asked.Special && (asked.MinSpecial > 0 || !(asked.Lower || asked.Upper || asked.Numeric));
        var bitsAsked = asked.MinLength * Math.Log2(Characters(asked.Lower, 23) + Characters(asked.Upper, 23) + Characters(asked.Numeric, 10) + Characters(asked.Special, 11));
        var bitsEach = Math.Log2(Characters(asked.Lower, 26) + Characters(asked.Upper, 26) + Characters(asked.Numeric, 10) + Characters(isSpecialNeeded, Special.Length));
        var length = asked.MinLength == AspiresLength ? SecretsManagersLength : Math.Max(asked.MinLength, asked.MinLower + asked.MinUpper + asked.MinNumeric + asked.MinSpecial);
        return new(Math.Max(length, (int)Math.Ceiling(Math.Min(bitsAsked, StrongBits) / bitsEach)), asked.Lower, asked.Upper, asked.Numeric, isSpecialNeeded);
    }

    /// <summary>What Secrets Manager can't do of it, in the AppHost's words.</summary>
    public static IEnumerable<string> Errors(string parameter, GenerateParameterDefault asked)
    {
        var give = $"give the value yourself, as AddParameter(\"{parameter}\", secret: true).";
        if (!(asked.Lower || asked.Upper || asked.Numeric || asked.Special))
        {
            yield return $"The parameter '{parameter}' is generated of no kind of characters: set Lower, Upper, Numeric or Special of its GenerateParameterDefault.";
        }

        if (asked.MinLength > LongestLength)
        {
            yield return $"The parameter '{parameter}' is generated with {asked.MinLength} characters, and Secrets Manager makes up to {LongestLength}: set a smaller MinLength, or {give}";
        }

        foreach (var (name, least) in new[] { ("MinLower", asked.MinLower), ("MinUpper", asked.MinUpper), ("MinNumeric", asked.MinNumeric), ("MinSpecial", asked.MinSpecial) }.Where(m => m.Item2 > 1))
        {
            yield return $"The parameter '{parameter}' is generated with {name} = {least}, and Secrets Manager makes sure of one character of a kind: set {name} to 1, or {give}";
        }
    }

    private static int Characters(bool isIn, int number) => isIn ? number : 0;
}
