using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>A patch schema that is written down, field by field.</summary>
public sealed class PatchSchema(IReadOnlyDictionary<string, PatchField> fields) : IPatchSchema
{
    /// <summary>Metadata of any object: finalizers are a set, owners merge by uid.</summary>
    public static PatchSchema Metadata { get; } = new(new Dictionary<string, PatchField>
    {
        ["finalizers"] = PatchField.Set,
        ["ownerReferences"] = PatchField.List("uid"),
    });

    /// <summary>A kind of which only the metadata merges in a special way.</summary>
    public static PatchSchema AnyKind { get; } = ForKind(new Dictionary<string, PatchField>());

    /// <summary>A kind with these fields beside its metadata.</summary>
    public static PatchSchema ForKind(IReadOnlyDictionary<string, PatchField> fields) =>
        new(new Dictionary<string, PatchField>(fields) { ["metadata"] = PatchField.Object(Metadata) });

    /// <summary>The schema that an OpenAPI schema states by its extensions.</summary>
    /// <param name="schema">Schema of the object.</param>
    /// <param name="resolve">Finds the schema that a <c>$ref</c> names.</param>
    public static IPatchSchema OfOpenApi(JsonObject schema, Func<string, JsonObject?> resolve) => new OpenApiPatchSchema(schema, resolve);

    public PatchField Field(string name) => fields.GetValueOrDefault(name, PatchField.Unknown);
}
