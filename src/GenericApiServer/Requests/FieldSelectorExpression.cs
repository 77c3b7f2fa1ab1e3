using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ImageStreams.GenericApiServer;

/// <summary>A field selector: all of its requirements must hold.</summary>
/// <remarks>The grammar is in docs/spec/server.md#selectors.</remarks>
public sealed class FieldSelectorExpression
{
    private FieldSelectorExpression(IReadOnlyList<FieldRequirement> requirements)
    {
        Requirements = requirements;
    }

    /// <summary>Selects every object.</summary>
    public static FieldSelectorExpression Everything { get; } = new([]);

    /// <summary>What must hold.</summary>
    public IReadOnlyList<FieldRequirement> Requirements { get; }

    /// <summary>Whether every object is selected.</summary>
    public bool IsEmpty => Requirements.Count == 0;

    /// <exception cref="ApiException">400 with the term that was not understood.</exception>
    public static FieldSelectorExpression Parse(string text) =>
        TryParse(text, out var selector, out var problem) ? selector : throw ApiException.BadRequest(problem);

    /// <summary>Reads <paramref name="text"/>; the empty text selects everything.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out FieldSelectorExpression? selector,
        [NotNullWhen(false)] out string? problem)
    {
        selector = null;
        if (text.Length > LabelSelectorExpression.MaxLength)
        {
            problem = $"field selector is longer than {LabelSelectorExpression.MaxLength} characters";
            return false;
        }

        List<FieldRequirement> requirements = [];
        foreach (var term in SplitTerms(text).Where(t => t.Length > 0).Order(StringComparer.Ordinal))
        {
            if (!TryReadTerm(term, out var requirement, out problem))
            {
                problem ??= $"invalid selector: '{text}'; can't understand '{term}'";
                return false;
            }

            requirements.Add(requirement);
        }

        problem = null;
        selector = requirements.Count == 0 ? Everything : new(requirements);
        return true;
    }

    /// <summary>The value that <paramref name="field"/> must have, if the selector allows only one.</summary>
    public string? RequiresExactMatch(string field) => Requirements.FirstOrDefault(r => r.IsEqual && r.Field == field)?.Value;

    /// <summary>The same selector without what it says about <paramref name="field"/>.</summary>
    public FieldSelectorExpression Without(string field) => new([.. Requirements.Where(r => r.Field != field)]);

    /// <summary>Refuses fields that the resource cannot be selected by.</summary>
    /// <exception cref="ApiException">400 naming the field.</exception>
    public FieldSelectorExpression EnsureSupported(params IReadOnlyCollection<string> fields) =>
        Requirements.FirstOrDefault(r => !fields.Contains(r.Field)) is { } unsupported
            ? throw ApiException.BadRequest($"field label not supported: {unsupported.Field}")
            : this;

    /// <summary>Whether an object is selected whose fields <paramref name="valueOf"/> tells; an absent field is the empty text.</summary>
    public bool Matches(Func<string, string?> valueOf)
    {
        foreach (var requirement in Requirements)
        {
            if ((valueOf(requirement.Field) ?? "") == requirement.Value != requirement.IsEqual)
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => string.Join(',', Requirements);

    internal static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("=", "\\=", StringComparison.Ordinal);

    private static List<string> SplitTerms(string text)
    {
        List<string> terms = [];
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                terms.Add(text[start..i]);
                start = i + 1;
            }
        }

        terms.Add(text[start..]);
        return terms;
    }

    private static bool TryReadTerm(string term, [NotNullWhen(true)] out FieldRequirement? requirement, out string? problem)
    {
        requirement = null;
        problem = null;
        for (var i = 0; i < term.Length; i++)
        {
            var rest = term.AsSpan(i);
            var length = rest.StartsWith("!=") || rest.StartsWith("==") ? 2 : rest[0] == '=' ? 1 : 0;
            if (length == 0)
            {
                continue;
            }

            if (!TryUnescape(term[(i + length)..], out var value, out problem))
            {
                return false;
            }

            requirement = new(term[..i], value, rest[0] == '=');
            return true;
        }

        return false;
    }

    private static bool TryUnescape(string escaped, out string value, out string? problem)
    {
        var unescaped = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            var c = escaped[i];
            var ok = c == '\\' ? ++i < escaped.Length && escaped[i] is '\\' or ',' or '=' : c is not (',' or '=');
            if (!ok)
            {
                value = "";
                problem = c == '\\'
                    ? $"invalid field selector: invalid escape sequence: \\{(i < escaped.Length ? escaped[i] : "")}"
                    : $"invalid field selector: unescaped character in value: {(int)c}";
                return false;
            }

            unescaped.Append(escaped[i]);
        }

        value = unescaped.ToString();
        problem = null;
        return true;
    }
}
