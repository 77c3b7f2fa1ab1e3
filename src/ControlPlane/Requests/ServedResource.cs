using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>A resource in one version, as the control plane serves it: built in or from a CustomResourceDefinition.</summary>
internal sealed record ServedResource
{
    public static readonly IReadOnlyList<string> AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Group, version and kind of its documents.</summary>
    public required GroupVersionKind Kind { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string ListKind { get; init; }

    public required bool Namespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    /// <summary>The <see cref="StoreKey.Resource"/> under which its objects are kept, in whatever version they are served.</summary>
    public required string StoreResource { get; init; }

    /// <summary>The kind that stored documents name.</summary>
    public required GroupVersionKind StoredKind { get; init; }

    /// <summary>Whether it comes from a CustomResourceDefinition: other rules and words for some refusals.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Whether <c>status</c> is a subresource, which the object itself cannot change.</summary>
    public bool HasStatus { get; init; }

    /// <summary>What fields its documents have; null when nothing is known.</summary>
    public StructuralSchema? Schema { get; init; }

    /// <summary>What callers of a deprecated version are warned with.</summary>
    public string? DeprecationWarning { get; init; }

    /// <summary>How fields are owned, by apiVersion; null for versions that the kind does not have.</summary>
    public Func<string, TypeSchema?> TypeOf { get; init; } = static _ => TypeSchema.Deduced;

    /// <summary>What a document has that says nothing: nobody owns these fields for having left them as they are.</summary>
    public JsonObject Empty { get; init; } = [];

    /// <summary>How lists and maps merge in strategic patches; null where that is not served.</summary>
    public IPatchSchema? PatchSchema { get; init; }

    public KindRules Rules { get; init; } = KindRules.Default;

    public TableLayout<JsonObject> Layout { get; init; } = TableLayouts.Default;

    public SelectableFields Fields { get; init; } = SelectableFields.MetadataOnly;

    /// <summary>How its documents differ from stored ones; null when only the apiVersion does.</summary>
    public KindConversion? Conversion { get; init; }

    public GroupResource GroupResource => new(Kind.Group, Plural);

    public StoreKey Key(string ns, string name) => new(StoreResource, Namespaced ? ns : "", name);

    public override string ToString() => $"{GroupResource} {Kind.Version}";
}
