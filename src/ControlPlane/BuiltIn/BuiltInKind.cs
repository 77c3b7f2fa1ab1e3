using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>One built-in resource, as the tables of this folder write it.</summary>
internal sealed record BuiltInKind(string Group, string Version, string Kind, string Plural)
{
    public bool Namespaced { get; init; } = true;

    public string ShortNames { get; init; } = "";

    public string Category { get; init; } = "";

    public bool HasStatus { get; init; }

    public bool HasCollectionDelete { get; init; } = true;

    public KindRules Rules { get; init; } = KindRules.Default;

    public TableLayout<JsonObject> Layout { get; init; } = TableLayouts.Default;

    public SelectableFields Fields { get; init; } = SelectableFields.MetadataOnly;

    /// <summary>Where objects are kept, when another group keeps them.</summary>
    public string? StoreResource { get; init; }

    public GroupVersionKind? StoredKind { get; init; }

    public KindConversion? Conversion { get; init; }

    /// <summary>Fields that are always written, as they are when nothing is said.</summary>
    public JsonObject? Empty { get; init; }

    public ServedResource ToServed()
    {
        var kind = new GroupVersionKind(Group, Version, Kind);
        var schema = BuiltInSchemas.Find(kind);
        var type = schema is null ? TypeSchema.Deduced : TypeSchema.OfKind(schema);
        return new ServedResource
        {
            Kind = kind,
            Plural = Plural,
            Singular = Kind.ToLowerInvariant(),
            ListKind = $"{Kind}List",
            Namespaced = Namespaced,
            ShortNames = ShortNames.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Categories = Category.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Verbs = HasCollectionDelete ? ServedResource.AllVerbs : [.. ServedResource.AllVerbs.Where(v => v != "deletecollection")],
            StoreResource = StoreResource ?? $"{Group}/{Plural}",
            StoredKind = StoredKind ?? kind,
            HasStatus = HasStatus,
            Schema = schema,
            TypeOf = version => version == kind.ApiVersion ? type : null,
            PatchSchema = PatchSchema.OfOpenApi(BuiltInSchemas.Definitions, BuiltInSchemas.FindName(kind) ?? "") ?? PatchSchema.AnyKind,
            Rules = Rules,
            Layout = Layout,
            Fields = Fields,
            Conversion = Conversion,
            Empty = Empty ?? EmptyOf(schema),
        };
    }

    // Where the API has a struct, and not a pointer to one, it is there even when nothing is in it.
    private static JsonObject EmptyOf(StructuralSchema? schema)
    {
        var empty = new JsonObject();
        foreach (var field in ((string[])["spec", "status"]).Where(f => schema?.Properties.ContainsKey(f) == true))
        {
            empty[field] = new JsonObject();
        }

        return empty;
    }
}
