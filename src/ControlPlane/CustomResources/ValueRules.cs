using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>What the values of a schema have to fulfil beyond their type.</summary>
internal sealed record ValueRules
{
    internal static ValueRules None { get; } = new();

    internal IReadOnlyList<string> Required { get; init; } = [];

    internal IReadOnlyList<JsonNode?> Enum { get; init; } = [];

    internal GoPattern? Pattern { get; init; }

    internal long? MinLength { get; init; }

    internal long? MaxLength { get; init; }

    internal long? MinItems { get; init; }

    internal long? MaxItems { get; init; }

    internal bool UniqueItems { get; init; }

    internal long? MinProperties { get; init; }

    internal long? MaxProperties { get; init; }

    internal double? Minimum { get; init; }

    internal double? Maximum { get; init; }

    internal bool ExclusiveMinimum { get; init; }

    internal bool ExclusiveMaximum { get; init; }

    internal double? MultipleOf { get; init; }

    internal IReadOnlyList<StructuralSchema> AllOf { get; init; } = [];

    internal IReadOnlyList<StructuralSchema> AnyOf { get; init; } = [];

    internal IReadOnlyList<StructuralSchema> OneOf { get; init; } = [];

    internal StructuralSchema? Not { get; init; }
}
