using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>A schema of documents, as CRDs and OpenAPI components write it, read once.</summary>
/// <remarks>docs/spec/schemas.md#structural-schemas</remarks>
internal sealed record StructuralSchema
{
    /// <summary>A schema that says nothing.</summary>
    internal static StructuralSchema Anything { get; } = new() { PreserveUnknownFields = true, Nullable = true };

    /// <summary><c>object</c>, <c>array</c>, <c>string</c> ...; empty when any type is allowed.</summary>
    internal string Type { get; init; } = "";

    internal string Format { get; init; } = "";

    internal string Description { get; init; } = "";

    internal bool Nullable { get; init; }

    /// <summary>The value of an absent field; <c>null</c> when there is none.</summary>
    internal JsonNode? Default { get; init; }

    internal StructuralSchema? Items { get; init; }

    internal IReadOnlyDictionary<string, StructuralSchema> Properties { get; init; } = new Dictionary<string, StructuralSchema>();

    /// <summary>Schema of the fields that <see cref="Properties"/> does not name.</summary>
    internal StructuralSchema? AdditionalProperties { get; init; }

    internal bool PreserveUnknownFields { get; init; }

    /// <summary>The object is a document with <c>apiVersion</c>, <c>kind</c> and <c>metadata</c> of its own.</summary>
    internal bool EmbeddedResource { get; init; }

    internal bool IntOrString { get; init; }

    /// <summary><c>atomic</c>, <c>set</c> or <c>map</c>; empty when the schema does not say.</summary>
    internal string ListType { get; init; } = "";

    internal IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary><c>atomic</c> or <c>granular</c>; empty when the schema does not say.</summary>
    internal string MapType { get; init; } = "";

    /// <summary>How strategic merge patches treat the field; also says how lists merge that have no <see cref="ListType"/>.</summary>
    internal string PatchStrategy { get; init; } = "";

    internal string PatchMergeKey { get; init; } = "";

    /// <summary>What values have to fulfil beyond their type.</summary>
    internal ValueRules Rules { get; init; } = ValueRules.None;

    /// <summary>Whether numbers or texts are allowed here, and nothing else.</summary>
    internal IReadOnlyList<string> AllowedTypes => IntOrString ? ["integer", "string"] : Type.Length == 0 ? [] : [Type];

    /// <summary>Reads <c>openAPIV3Schema</c> of a CRD that was found valid.</summary>
    internal static StructuralSchema Parse(JsonObject schema) => new StructuralSchemaParser().Parse(schema);

    /// <summary>The schema of a field: its own, or that of the fields without a name.</summary>
    internal StructuralSchema? Field(string name) => Properties.GetValueOrDefault(name) ?? AdditionalProperties;
}
