using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>The fields in which two documents differ.</summary>
internal sealed record FieldComparison
{
    internal FieldSet Added { get; init; } = new();

    internal FieldSet Modified { get; init; } = new();

    internal FieldSet Removed { get; init; } = new();

    /// <exception cref="TypedValueException">A list cannot be read as the map that its type says.</exception>
    internal static FieldComparison Of(TypeSchema type, JsonNode? old, JsonNode? now)
    {
        var result = new FieldComparison();
        new FieldComparer(result).Compare(type, FieldValue.Of(old), FieldValue.Of(now));
        return result;
    }

    /// <summary>The same without some trees of fields.</summary>
    internal FieldComparison Without(FieldSet trees) => trees.IsEmpty
        ? this
        : new() { Added = Added.WithoutTrees(trees), Modified = Modified.WithoutTrees(trees), Removed = Removed.WithoutTrees(trees) };
}
