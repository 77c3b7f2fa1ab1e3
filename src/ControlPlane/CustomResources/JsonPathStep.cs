using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>One step of a path: from a value to some of the values directly below it.</summary>
/// <param name="Apply">The step itself.</param>
internal sealed record JsonPathStep(Func<JsonNode?, IEnumerable<JsonNode?>> Apply)
{
    /// <summary>All fields or items.</summary>
    internal static JsonPathStep All { get; } = new(Below);

    /// <summary>The value itself and everything below it.</summary>
    internal static JsonPathStep Deep { get; } = new(WithAllBelow);

    internal static JsonPathStep Field(string name) =>
        new(value => value is JsonObject map && map.TryGetPropertyValue(name, out var field) ? [field] : []);

    /// <summary>One item, counted from the end when negative.</summary>
    internal static JsonPathStep Item(int index) => new(value =>
    {
        var position = value is JsonArray list && index < 0 ? list.Count + index : index;
        return value is JsonArray items && position >= 0 && position < items.Count ? [items[position]] : [];
    });

    /// <summary>The items from one position up to, but not at, another.</summary>
    internal static JsonPathStep Slice(int? from, int? to, int step) => new(value =>
    {
        if (value is not JsonArray list || step <= 0)
        {
            return [];
        }

        var (start, end) = (Position(from ?? 0, list.Count), Position(to ?? list.Count, list.Count));
        return Enumerable.Range(start, Math.Max(0, end - start)).Where(i => (i - start) % step == 0).Select(i => list[i]);
    });

    /// <summary>The results of several steps, one after the other.</summary>
    internal static JsonPathStep Union(IReadOnlyList<JsonPathStep> steps) =>
        new(value => steps.SelectMany(step => step.Apply(value)));

    /// <summary>The items for which a comparison holds.</summary>
    internal static JsonPathStep Filter(JsonPathFilter filter) =>
        new(value => value is JsonArray list ? list.Where(filter.Accepts) : []);

    private static int Position(int index, int count) => Math.Clamp(index < 0 ? count + index : index, 0, count);

    private static IEnumerable<JsonNode?> Below(JsonNode? value) => value switch
    {
        JsonObject map => map.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Value),
        JsonArray list => list,
        _ => [],
    };

    private static IEnumerable<JsonNode?> WithAllBelow(JsonNode? value) => Below(value).SelectMany(WithAllBelow).Prepend(value);
}
