using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>A label selector: all of its requirements must hold.</summary>
/// <remarks>The grammar is in docs/spec/server.md#selectors.</remarks>
public sealed class LabelSelectorExpression
{
    /// <summary>Longest selector that is read.</summary>
    public const int MaxLength = 16 * 1024;

    internal LabelSelectorExpression(IReadOnlyList<LabelRequirement> requirements)
    {
        Requirements = requirements;
    }

    /// <summary>Selects every object.</summary>
    public static LabelSelectorExpression Everything { get; } = new([]);

    /// <summary>What must hold, in the order of the keys.</summary>
    public IReadOnlyList<LabelRequirement> Requirements { get; }

    /// <summary>Whether every object is selected.</summary>
    public bool IsEmpty => Requirements.Count == 0;

    /// <exception cref="ApiException">400 with what was found and what was expected.</exception>
    public static LabelSelectorExpression Parse(string text) =>
        TryParse(text, out var selector, out var problem) ? selector : throw ApiException.BadRequest(problem);

    /// <summary>Reads <paramref name="text"/>; the empty text selects everything.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out LabelSelectorExpression? selector,
        [NotNullWhen(false)] out string? problem)
    {
        selector = null;
        problem = text.Length > MaxLength ? $"label selector is longer than {MaxLength} characters" : null;
        if (problem is not null)
        {
            return false;
        }

        var requirements = new LabelSelectorParser(text).Parse(out problem);
        selector = problem is null ? new([.. requirements.OrderBy(r => r.Key, StringComparer.Ordinal)]) : null;
        return problem is null;
    }

    /// <summary>The selector that a document holds, for example in <c>namespaceSelector</c>; null selects nothing in the API, here everything.</summary>
    /// <exception cref="FormatException">An operator or a value is not allowed.</exception>
    public static LabelSelectorExpression From(LabelSelector? selector)
    {
        var labels = selector?.MatchLabels ?? new Dictionary<string, string>();
        List<LabelRequirement> requirements = [.. labels.Select(l => new LabelRequirement(l.Key, LabelOperator.In, [l.Value]))];
        foreach (var expression in selector?.MatchExpressions ?? [])
        {
            var kind = expression.Operator switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                "DoesNotExist" => LabelOperator.DoesNotExist,
                _ => throw new FormatException($"{GoText.Quote(expression.Operator ?? "")} is not a valid label selector operator"),
            };
            requirements.Add(new(expression.Key ?? "", kind, [.. (expression.Values ?? []).Distinct().Order(StringComparer.Ordinal)]));
        }

        return requirements.Select(r => r.Problem()).FirstOrDefault(p => p is not null) is { } problem
            ? throw new FormatException(problem)
            : new([.. requirements.OrderBy(r => r.Key, StringComparer.Ordinal)]);
    }

    /// <summary>Whether an object with these labels is selected.</summary>
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(labels?.GetValueOrDefault(requirement.Key)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether <paramref name="resource"/>, an untyped object with metadata, is selected.</summary>
    public bool Matches(JsonObject resource)
    {
        if (IsEmpty)
        {
            return true;
        }

        var labels = (resource["metadata"] as JsonObject)?["labels"] as JsonObject;
        foreach (var requirement in Requirements)
        {
            var value = labels?[requirement.Key] is JsonValue label && label.TryGetValue<string>(out var text) ? text : null;
            if (!requirement.Matches(value))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => string.Join(',', Requirements);
}
