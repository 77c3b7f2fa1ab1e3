using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>A path into documents, as printer columns write it: <c>.spec.x</c>, <c>['x']</c>, <c>[0]</c>, <c>[*]</c>, <c>[?(@.type=="Ready")]</c>.</summary>
/// <remarks>docs/spec/schemas.md#printer-columns</remarks>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<JsonPathStep> _steps;

    private JsonPath(IReadOnlyList<JsonPathStep> steps) => _steps = steps;

    /// <returns><c>null</c> when the path cannot be read.</returns>
    internal static JsonPath? TryParse(string text) => new JsonPathParser(text).TryParse() is { } steps ? new(steps) : null;

    /// <summary>The values at the path, <c>null</c> values included.</summary>
    internal IReadOnlyList<JsonNode?> Find(JsonNode? document)
    {
        IEnumerable<JsonNode?> found = [document];
        foreach (var step in _steps)
        {
            found = found.SelectMany(step.Apply);
        }

        return [.. found];
    }
}
