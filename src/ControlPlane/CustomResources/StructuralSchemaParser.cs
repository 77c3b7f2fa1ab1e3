using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Reads schemas; references go to the components that it was given.</summary>
/// <param name="components">Schemas by name, for documents with <c>$ref</c>.</param>
internal sealed class StructuralSchemaParser(JsonObject? components = null)
{
    private const string ReferencePrefix = "#/components/schemas/";

    private readonly Dictionary<string, StructuralSchema?> _parsed = new(StringComparer.Ordinal);

    /// <summary>The component of that name.</summary>
    internal StructuralSchema Component(string name)
    {
        if (_parsed.TryGetValue(name, out var known))
        {
            return known ?? throw new InvalidOperationException($"The component {name} refers to itself.");
        }

        var schema = components?[name]?.AsObject() ?? throw new InvalidOperationException($"There is no component {name}.");
        _parsed[name] = null; // Being read.
        var parsed = Parse(schema);
        _parsed[name] = parsed;
        return parsed;
    }

    internal StructuralSchema Parse(JsonObject schema)
    {
        if (ReferenceIn(schema) is { } name)
        {
            // A reference may stand beside a description and the rules of the field; those of the field win.
            var target = Component(name);
            return target with
            {
                Description = Text(schema, "description", target.Description),
                PatchStrategy = Text(schema, "x-kubernetes-patch-strategy", target.PatchStrategy),
            };
        }

        return new()
        {
            Type = Text(schema, "type"),
            Format = Text(schema, "format"),
            Description = Text(schema, "description"),
            Nullable = Flag(schema, "nullable"),
            Default = schema["default"],
            Items = Schema(schema["items"]),
            Properties = schema["properties"] is JsonObject properties
                ? properties.ToDictionary(field => field.Key, field => Schema(field.Value) ?? StructuralSchema.Anything, StringComparer.Ordinal)
                : [],
            AdditionalProperties = JsonValues.IsTrue(schema["additionalProperties"])
                ? StructuralSchema.Anything
                : Schema(schema["additionalProperties"]),
            PreserveUnknownFields = Flag(schema, "x-kubernetes-preserve-unknown-fields"),
            EmbeddedResource = Flag(schema, "x-kubernetes-embedded-resource"),
            IntOrString = Flag(schema, "x-kubernetes-int-or-string"),
            ListType = Text(schema, "x-kubernetes-list-type"),
            ListMapKeys = Texts(schema["x-kubernetes-list-map-keys"]),
            MapType = Text(schema, "x-kubernetes-map-type"),
            PatchStrategy = Text(schema, "x-kubernetes-patch-strategy"),
            PatchMergeKey = Text(schema, "x-kubernetes-patch-merge-key"),
            Rules = Rules(schema),
        };
    }

    private static string? ReferenceIn(JsonObject schema)
    {
        var reference = schema["$ref"] ?? (schema["allOf"] is JsonArray { Count: 1 } all ? all[0].At("$ref") : null);
        return reference?.GetValue<string>()[ReferencePrefix.Length..];
    }

    private static string Text(JsonObject schema, string keyword, string absent = "") => JsonValues.TextOf(schema[keyword]) ?? absent;

    private static bool Flag(JsonObject schema, string keyword) => JsonValues.IsTrue(schema[keyword]);

    private static double? Number(JsonObject schema, string keyword) =>
        JsonValues.IsNumber(schema[keyword]) ? JsonValues.ToDouble(schema[keyword]!) : null;

    private static long? Count(JsonObject schema, string keyword) =>
        JsonValues.TryGetInteger(schema[keyword], out var value) ? value : null;

    private static List<string> Texts(JsonNode? list) =>
        list is JsonArray items ? [.. items.Select(JsonValues.TextOf).OfType<string>()] : [];

    private StructuralSchema? Schema(JsonNode? schema) => schema is JsonObject map ? Parse(map) : null;

    private List<StructuralSchema> Schemas(JsonNode? list) =>
        list is JsonArray items ? [.. items.Select(Schema).OfType<StructuralSchema>()] : [];

    private ValueRules Rules(JsonObject schema) => new()
    {
        Required = Texts(schema["required"]),
        Enum = schema["enum"] is JsonArray values ? [.. values] : [],
        Pattern = schema["pattern"]?.GetValueKind() == JsonValueKind.String ? GoPattern.Parse(Text(schema, "pattern")) : null,
        MinLength = Count(schema, "minLength"),
        MaxLength = Count(schema, "maxLength"),
        MinItems = Count(schema, "minItems"),
        MaxItems = Count(schema, "maxItems"),
        UniqueItems = Flag(schema, "uniqueItems"),
        MinProperties = Count(schema, "minProperties"),
        MaxProperties = Count(schema, "maxProperties"),
        Minimum = Number(schema, "minimum"),
        Maximum = Number(schema, "maximum"),
        ExclusiveMinimum = Flag(schema, "exclusiveMinimum"),
        ExclusiveMaximum = Flag(schema, "exclusiveMaximum"),
        MultipleOf = Number(schema, "multipleOf"),
        AllOf = Schemas(schema["allOf"]),
        AnyOf = Schemas(schema["anyOf"]),
        OneOf = Schemas(schema["oneOf"]),
        Not = Schema(schema["not"]),
    };
}
