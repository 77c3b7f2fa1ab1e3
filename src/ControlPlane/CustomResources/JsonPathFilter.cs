using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>A comparison inside a path: <c>@.type=="Ready"</c>, or only <c>@.type</c> for items that have the field.</summary>
/// <param name="Left">Path from the item.</param>
/// <param name="Operator">One of <c>== != &lt; &lt;= &gt; &gt;=</c>; empty when there is nothing to compare with.</param>
/// <param name="Right">Value to compare with.</param>
internal sealed record JsonPathFilter(JsonPath Left, string Operator, JsonNode? Right)
{
    internal bool Accepts(JsonNode? item)
    {
        var found = Left.Find(item);
        if (Operator.Length == 0)
        {
            return found.Count > 0;
        }

        if (found.Count == 0)
        {
            return false;
        }

        var order = Compare(found[0], Right);
        return Operator switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => false,
        };
    }

    /// <summary>Order of two numbers or two texts; <c>null</c> for values of different types.</summary>
    private static int? Compare(JsonNode? left, JsonNode? right)
    {
        if (JsonValues.IsNumber(left) && JsonValues.IsNumber(right))
        {
            return JsonValues.ToDouble(left!).CompareTo(JsonValues.ToDouble(right!));
        }

        if (JsonValues.IsText(left) && JsonValues.IsText(right))
        {
            return string.CompareOrdinal(JsonValues.TextOf(left), JsonValues.TextOf(right));
        }

        return JsonNode.DeepEquals(left, right) ? 0 : null;
    }
}
