using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>All resources that are served at one moment.</summary>
internal sealed class ResourceCatalog
{
    private readonly Dictionary<(string Group, string Version, string Plural), ServedResource> _byPath;
    private readonly Dictionary<GroupVersionKind, ServedResource> _byKind;

    public ResourceCatalog(IEnumerable<ServedResource> resources)
    {
        Resources = [.. resources];
        _byPath = Resources.ToDictionary(r => (r.Kind.Group, r.Kind.Version, r.Plural));
        _byKind = [];
        foreach (var resource in Resources)
        {
            _byKind.TryAdd(resource.Kind, resource);
        }
    }

    public IReadOnlyList<ServedResource> Resources { get; }

    public ServedResource? Find(string group, string version, string plural) => _byPath.GetValueOrDefault((group, version, plural));

    public ServedResource? Find(GroupVersionKind kind) => _byKind.GetValueOrDefault(kind);

    /// <summary>One served resource for each kept one: what has to be done once per object, as in deleting a namespace.</summary>
    public IEnumerable<ServedResource> Stored() => Resources.DistinctBy(r => r.StoreResource);
}
