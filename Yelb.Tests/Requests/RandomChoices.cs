using System.Text;

namespace Yelb.Tests.Requests;

/// <summary>What all that is random is made of.</summary>
internal static class RandomChoices
{
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static T Pick<T>(this Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>Mostly short; now and then about as long as a server takes, or longer.</summary>
    public static int Length(this Random random) => random.Next(40) switch
    {
        0 => random.Pick(255, 256, 1023, 1024, 4095, 4096),
        1 => random.Pick(8000, 8192, 8193, 16_384, 33_000, 70_000),
        _ => random.Next(24),
    };

    /// <summary>Letters, digits and hyphens.</summary>
    public static string Word(this Random random, int length) => Text(random, length, "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-");

    /// <summary>All that a header's value may have (RFC 9110, section 5.5), beyond ASCII too; rarely what it may not.</summary>
    public static string Value(this Random random, int length) => random.Next(8) switch
    {
        0 => RawRequest.Utf8(Text(random, length, "é€日🍕 az")),
        1 when random.Chance(0.2) => Text(random, length, "\0\u0001\r\t\u007f az"),
        2 or 3 => Text(random, length, "=;,\"'\\/*()<>@[]{}?: \tq0.1"),
        4 when random.Chance(0.3) => Bytes(random, length, 0x20, 0xFF),
        _ => Bytes(random, length, 0x20, 0x7E),
    };

    /// <summary>A text of these characters.</summary>
    public static string Text(this Random random, int length, string characters)
    {
        var runes = characters.EnumerateRunes().ToArray();
        var text = new StringBuilder(length);
        for (var i = 0; i < length; i++)
        {
            text.Append(runes[random.Next(runes.Length)]);
        }

        return text.ToString();
    }

    private static string Bytes(Random random, int length, int first, int last) =>
        string.Create(length, (random, first, last), static (text, from) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)from.random.Next(from.first, from.last + 1);
            }
        });
}
