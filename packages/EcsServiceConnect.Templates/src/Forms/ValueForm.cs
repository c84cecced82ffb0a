using System.Globalization;
using System.Text.RegularExpressions;

namespace EcsServiceConnect.Templates.Forms;

/// <summary>What a value may be.</summary>
internal abstract record ValueForm
{
    /// <summary>What it has to be, for people: `5 to 300`.</summary>
    public abstract string Words { get; }

    public abstract bool Allows(string value);
}

/// <summary>A number within bounds.</summary>
/// <param name="Least">The smallest one.</param>
/// <param name="Largest">The largest one.</param>
internal sealed record NumberForm(decimal Least, decimal Largest) : ValueForm
{
    /// <summary>Whether 0 is allowed too, which turns something off. False by default.</summary>
    public bool OrZero { get; init; }

    public override string Words => Largest == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"a number of {Least} or more")
        : string.Create(CultureInfo.InvariantCulture, $"{Least} to {Largest}{(OrZero ? ", or 0" : "")}");

    public override bool Allows(string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && ((Least <= number && number <= Largest) || (OrZero && number == 0));
}

/// <summary>The period of an alarm, in seconds.</summary>
internal sealed record PeriodForm : ValueForm
{
    public override string Words => "10, 20, 30 or a multiple of 60 seconds";

    public override bool Allows(string value) => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && (seconds is 10 or 20 or 30 || (seconds > 0 && seconds % 60 == 0));
}

/// <summary>A text that matches a pattern.</summary>
internal sealed record TextForm : ValueForm
{
    private readonly Regex _pattern;

    /// <param name="pattern">A regular expression for the whole of it.</param>
    /// <param name="words">The same for people.</param>
    public TextForm(string pattern, string words)
    {
        _pattern = new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.Singleline);
        Words = words;
    }

    public override string Words { get; }

    public override bool Allows(string value) => _pattern.IsMatch(value) && !value.EndsWith('\n');
}

/// <summary>One of several words.</summary>
internal sealed record WordForm(params string[] Allowed) : ValueForm
{
    public override string Words => Allowed.Length > 1 ? $"{string.Join(", ", Allowed[..^1])} or {Allowed[^1]}" : Allowed[0];

    public override bool Allows(string value) => Allowed.Contains(value);
}
