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

    /// <summary>The schema of a kind, as its OpenAPI definition states it by extensions; null when there is no definition.</summary>
    /// <param name="definitions">Schemas by name, as in <see cref="OpenApiModel.Definitions"/>.</param>
    /// <param name="name">Name of the definition.</param>
    public static IPatchSchema? OfOpenApi(JsonObject definitions, string name) =>
        definitions[name] is JsonObject schema
            ? new OpenApiPatchSchema(schema, reference => definitions[reference.Replace(OpenApiSchemas.Prefix, "", StringComparison.Ordinal)] as JsonObject)
            : null;

    public PatchField Field(string name) => fields.GetValueOrDefault(name, PatchField.Unknown);
}
