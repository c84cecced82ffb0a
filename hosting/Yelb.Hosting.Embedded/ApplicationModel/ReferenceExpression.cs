using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it that become known when the application runs, written as an interpolated string.</summary>
public class ReferenceExpression : IManifestExpressionProvider, IValueProvider, IValueWithReferences
{
    /// <summary>The expression without text; its value is null.</summary>
    public static readonly ReferenceExpression Empty = new("", [], []);

    private readonly IReadOnlyList<string?> _stringFormats;

    private ReferenceExpression(string format, IReadOnlyList<IValueProvider> valueProviders, IReadOnlyList<string?> stringFormats)
    {
        Format = format;
        ValueProviders = valueProviders;
        _stringFormats = stringFormats;
    }

    /// <summary>The text as a composite format string, one placeholder for each of <see cref="ValueProviders"/>; empty for a conditional.</summary>
    public string Format { get; }

    /// <summary>The values in the text; of a conditional, those of both its branches.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders { get; }

    /// <summary>How each value is written; <c>uri</c> percent-encodes it.</summary>
    public IReadOnlyList<string?> StringFormats => _stringFormats;

    /// <summary>The placeholders of the values.</summary>
    public IReadOnlyList<string> ManifestExpressions => [.. ValueProviders.Cast<IManifestExpressionProvider>().Select(p => p.ValueExpression)];

    /// <summary>Whether the expression is one of two, depending on a condition.</summary>
    public bool IsConditional => Condition is not null;

    /// <summary>The value that decides.</summary>
    public IValueProvider? Condition { get; private init; }

    /// <summary>What <see cref="Condition"/> is compared with, ignoring case.</summary>
    public string? MatchValue { get; private init; }

    /// <summary>The expression where the condition matches.</summary>
    public ReferenceExpression? WhenTrue { get; private init; }

    /// <summary>The expression where it does not.</summary>
    public ReferenceExpression? WhenFalse { get; private init; }

    /// <inheritdoc/>
    public string ValueExpression => IsConditional
        ? $"{{{((IManifestExpressionProvider)Condition!).ValueExpression} == {MatchValue} ? {WhenTrue!.ValueExpression} : {WhenFalse!.ValueExpression}}}"
        : string.Format(CultureInfo.InvariantCulture, Format, [.. ManifestExpressions]);

    IEnumerable<object> IValueWithReferences.References => IsConditional ? [Condition!, WhenTrue!, WhenFalse!] : ValueProviders;

    /// <summary>Makes an expression of an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.Build();

    /// <summary>Makes an expression that is one of two.</summary>
    /// <param name="condition">The value that decides.</param>
    /// <param name="matchValue">What it is compared with, ignoring case.</param>
    /// <param name="whenTrue">The expression where it matches.</param>
    /// <param name="whenFalse">The expression where it does not.</param>
    public static ReferenceExpression CreateConditional(IValueProvider condition, string matchValue, ReferenceExpression whenTrue, ReferenceExpression whenFalse) =>
        new("", [.. whenTrue.ValueProviders, .. whenFalse.ValueProviders], [])
        {
            Condition = condition,
            MatchValue = matchValue,
            WhenTrue = whenTrue,
            WhenFalse = whenFalse,
        };

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        if (IsConditional)
        {
            var decides = await Condition!.GetValueAsync(cancellationToken).ConfigureAwait(false);
            var branch = string.Equals(decides, MatchValue, StringComparison.OrdinalIgnoreCase) ? WhenTrue! : WhenFalse!;
            return await branch.GetValueAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Format.Length == 0)
        {
            return null;
        }

        var values = new object?[ValueProviders.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = await ValueProviders[i].GetValueAsync(cancellationToken).ConfigureAwait(false);
            values[i] = value is null ? null : Written(value, _stringFormats[i]);
        }

        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    private static string Written(string value, string? format) => format switch
    {
        null => value,
        "uri" => Uri.EscapeDataString(value),
        _ => throw new FormatException($"Unknown format '{format}' in a reference expression; 'uri' is the one there is."),
    };

    /// <summary>Gathers the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public ref struct ExpressionInterpolatedStringHandler
    {
        private readonly StringBuilder _format;
        private readonly List<IValueProvider> _valueProviders;
        private readonly List<string?> _stringFormats;

        /// <summary>Called by the compiler.</summary>
        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
        {
            _format = new(literalLength);
            _valueProviders = new(formattedCount);
            _stringFormats = new(formattedCount);
        }

        /// <summary>Adds text.</summary>
        public readonly void AppendLiteral(string value) => _format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

        /// <summary>Adds text.</summary>
        public readonly void AppendFormatted(string? value) => AppendFormatted(value, null);

        /// <summary>Adds text, written in a format.</summary>
        public readonly void AppendFormatted(string? value, string? format = null)
        {
            if (value is not null)
            {
                AppendLiteral(Written(value, format));
            }
        }

        /// <summary>Adds a value.</summary>
        public readonly void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider, null);

        /// <summary>Adds a value, written in a format.</summary>
        public readonly void AppendFormatted<T>(T valueProvider, string? format = null) where T : IValueProvider, IManifestExpressionProvider
        {
            _format.Append(CultureInfo.InvariantCulture, $"{{{_valueProviders.Count}}}");
            _valueProviders.Add(valueProvider);
            _stringFormats.Add(format);
        }

        /// <summary>Adds the value of a resource.</summary>
        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider) where T : IResource, IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider.Resource, null);

        internal readonly ReferenceExpression Build() => new(_format.ToString(), _valueProviders, _stringFormats);
    }
}
