using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>How Secrets Manager generates a secret.</summary>
/// <remarks>AWS Secrets Manager API Reference, "GetRandomPassword"; AWS CloudFormation User Guide, "AWS::SecretsManager::Secret GenerateSecretString".</remarks>
internal sealed record GeneratedSecret
{
    private const string LowercaseLetters = "abcdefghijklmnopqrstuvwxyz";
    private const string UppercaseLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>32 by default.</summary>
    public int Length { get; init; } = 32;

    public string ExcludedCharacters { get; init; } = "";

    public bool ExcludesLowercase { get; init; }

    public bool ExcludesUppercase { get; init; }

    public bool ExcludesNumbers { get; init; }

    public bool ExcludesPunctuation { get; init; }

    public bool IncludesSpace { get; init; }

    /// <summary>Whether each kind of character that is not excluded comes at least once; so by default.</summary>
    public bool RequiresEachType { get; init; } = true;

    public static GeneratedSecret Of(TemplateValue configuration) => new()
    {
        Length = configuration["PasswordLength"].Number ?? 32,
        ExcludedCharacters = configuration["ExcludeCharacters"].Text ?? "",
        ExcludesLowercase = configuration["ExcludeLowercase"].IsTrue,
        ExcludesUppercase = configuration["ExcludeUppercase"].IsTrue,
        ExcludesNumbers = configuration["ExcludeNumbers"].IsTrue,
        ExcludesPunctuation = configuration["ExcludePunctuation"].IsTrue,
        IncludesSpace = configuration["IncludeSpace"].IsTrue,
        RequiresEachType = !configuration["RequireEachIncludedType"].IsPresent || configuration["RequireEachIncludedType"].IsTrue,
    };

    /// <summary>The kinds of characters that may come, each with what is left of it. A space is no kind of its own.</summary>
    public IReadOnlyList<string> Types =>
    [
        .. new[]
        {
            ExcludesLowercase ? "" : LowercaseLetters,
            ExcludesUppercase ? "" : UppercaseLetters,
            ExcludesNumbers ? "" : Digits,
            ExcludesPunctuation ? "" : Punctuation,
        }.Select(Allowed).Where(t => t.Length > 0),
    ];

    /// <summary>A new one; null where the rules leave no characters, or fewer places than kinds of characters.</summary>
    public string? Make()
    {
        var types = Types;
        var all = string.Concat(types) + (IncludesSpace ? Allowed(" ") : "");
        if (all.Length == 0 || Length is < 1 or > 4096 || (RequiresEachType && Length < types.Count))
        {
            return null;
        }

        var required = RequiresEachType ? types : [];
        char[] characters = [.. required.Select(type => RandomNumberGenerator.GetItems<char>(type, 1)[0]), .. RandomNumberGenerator.GetItems<char>(all, Length - required.Count)];
        RandomNumberGenerator.Shuffle<char>(characters);
        return new string(characters);
    }

    /// <summary>A template's JSON object with a generated value in it; null where it is no JSON object.</summary>
    public static string? Into(string template, string key, string generated)
    {
        if (Templates.Topology.Secrets.Members(template) is not { } members)
        {
            return null;
        }

        members[key] = JsonValue.Create(generated);
        return members.ToJsonString();
    }

    private string Allowed(string characters) => string.Concat(characters.Where(c => !ExcludedCharacters.Contains(c)));
}
