using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>A patch schema read from an OpenAPI schema, as deep as a patch goes.</summary>
internal sealed class OpenApiPatchSchema(JsonObject schema, Func<string, JsonObject?> resolve) : IPatchSchema
{
    public PatchField Field(string name)
    {
        if (schema["properties"]?[name] is JsonObject field)
        {
            var below = Resolve(field);
            below = below?["items"] is JsonObject items ? Resolve(items) : below;
            return PatchField.Of(
                below is null ? null : new OpenApiPatchSchema(below, resolve),
                field["x-kubernetes-patch-strategy"]?.GetValue<string>(),
                field["x-kubernetes-patch-merge-key"]?.GetValue<string>());
        }

        return schema["additionalProperties"] is JsonObject values && Resolve(values) is { } value
            ? PatchField.Object(new OpenApiPatchSchema(value, resolve))
            : PatchField.Unknown;
    }

    /// <summary>Follows a reference, also one that is wrapped in <c>allOf</c> to carry a description.</summary>
    private JsonObject? Resolve(JsonObject field)
    {
        var reference = field["$ref"] ?? (field["allOf"] as JsonArray)?[0]?["$ref"];
        return reference is null ? field : resolve(reference.GetValue<string>());
    }
}
