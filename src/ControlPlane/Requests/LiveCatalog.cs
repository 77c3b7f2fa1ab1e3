using System.Runtime.CompilerServices;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>The built-in resources and those of the established definitions, as of now.</summary>
internal sealed class LiveCatalog(ObjectStore store) : IResourceSource
{
    private static readonly HashSet<string> BuiltIn = [.. BuiltInKinds.All.Select(b => b.StoreResource)];

    private readonly Lock _lock = new();
    private readonly ConditionalWeakTable<StoredObject, Definition> _read = [];
    private (StoreTable Definitions, ResourceCatalog Catalog)? _current;

    public ResourceCatalog Current
    {
        get
        {
            var definitions = store.Current.Table(DefinitionController.Resource);
            lock (_lock)
            {
                if (_current is not { } current || current.Definitions != definitions)
                {
                    _current = current = (definitions, Build(definitions));
                }

                return current.Catalog;
            }
        }
    }

    /// <summary>The custom resources that are served.</summary>
    public IReadOnlyList<CustomResource> Definitions =>
        [.. store.Current.Table(DefinitionController.Resource).Range().Select(d => _read.GetValue(d, Read).Resource).OfType<CustomResource>()];

    private static Definition Read(StoredObject definition)
    {
        var document = definition.ToDocument();
        if (!DefinitionConditions.IsEstablished(document))
        {
            return new Definition(null, []);
        }

        var resource = CustomResource.Parse(document);
        var isGoing = definition.Header.IsDeleting;
        var types = resource.Versions.ToDictionary(v => $"{resource.Group}/{v.Name}", v => TypeSchema.OfCustomResource(v.Schema), StringComparer.Ordinal);
        return new Definition(
            resource, [.. resource.Versions.Where(v => v.IsServed).Select(v => Serve(resource, v, isGoing) with { TypeOf = types.GetValueOrDefault })]);
    }

    private static ServedResource Serve(CustomResource resource, CustomResourceVersion version, bool isGoing) => new()
    {
        Kind = new GroupVersionKind(resource.Group, version.Name, resource.Kind),
        Plural = resource.Plural,
        Singular = resource.Singular,
        ListKind = resource.ListKind,
        Namespaced = resource.Namespaced,
        ShortNames = resource.ShortNames,
        Categories = resource.Categories,
        Verbs = isGoing ? [.. ServedResource.AllVerbs.Where(v => v != "create")] : ServedResource.AllVerbs,
        StoreResource = $"{resource.Group}/{resource.Plural}",
        StoredKind = new GroupVersionKind(resource.Group, resource.StorageVersion.Name, resource.Kind),
        IsCustom = true,
        HasStatus = version.HasStatus,
        Schema = version.Schema,
        DeprecationWarning = version.DeprecationWarning,
        Rules = new KindRules { CountsGeneration = true, AllowsUnconditionalUpdate = false },
        Layout = PrinterColumns.LayoutOf(version.Columns),
        Fields = SelectableFields.Of(),
    };

    // Built-in kinds win: a definition cannot take their place.
    private ResourceCatalog Build(StoreTable definitions) => new([.. BuiltInKinds.All, .. definitions.Range()
        .SelectMany(d => _read.GetValue(d, Read).Served)
        .Where(r => !BuiltIn.Contains(r.StoreResource))]);

    /// <summary>A definition, read: nothing is served of one that is not established.</summary>
    private sealed record Definition(CustomResource? Resource, IReadOnlyList<ServedResource> Served);
}
