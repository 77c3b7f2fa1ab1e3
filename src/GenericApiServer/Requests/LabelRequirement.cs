using System.Globalization;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>One condition on one label.</summary>
/// <param name="Key">Name of the label.</param>
/// <param name="Operator">How it is compared; <c>=</c> is <see cref="LabelOperator.In"/> with one value.</param>
/// <param name="Values">What it is compared with, sorted, each once.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    /// <summary>Whether a label of this <paramref name="value"/> (null: absent) fulfils the condition.</summary>
    public bool Matches(string? value) => Operator switch
    {
        LabelOperator.Exists => value is not null,
        LabelOperator.DoesNotExist => value is null,
        LabelOperator.In => value is not null && Values.Contains(value),
        LabelOperator.NotIn => value is null || !Values.Contains(value),
        LabelOperator.GreaterThan => Compare(value) > 0,
        _ => Compare(value) < 0,
    };

    public override string ToString() => Operator switch
    {
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => $"!{Key}",
        LabelOperator.In when Values.Count == 1 => $"{Key}={Values[0]}",
        LabelOperator.NotIn when Values.Count == 1 => $"{Key}!={Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
        LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        _ => $"{Key}<{Values[0]}",
    };

    /// <summary>Checks key and values against the rules for labels.</summary>
    internal string? Problem()
    {
        if (Operator is LabelOperator.GreaterThan or LabelOperator.LessThan
            && !long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return $"values[0]: Invalid value: {GoText.Quote(Values[0])}: for 'Gt', 'Lt' operators, the value must be an integer";
        }

        for (var i = 0; i < Values.Count; i++)
        {
            if (NameRules.LabelValue(Values[i]) is { Count: > 0 } problems)
            {
                return $"values[{i}][{Key}]: Invalid value: {GoText.Quote(Values[i])}: {string.Join("; ", problems)}";
            }
        }

        return null;
    }

    private int Compare(string? value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number.CompareTo(long.Parse(Values[0], CultureInfo.InvariantCulture))
            : 0;
}
