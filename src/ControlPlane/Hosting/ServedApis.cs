using System.Security.Cryptography;
using System.Text;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Describes to clients what is served, here and behind API services, in the order of preference.</summary>
internal sealed class ServedApis(IResourceSource resources, ExtraResources extras, RemoteCatalog remote)
{
    private static readonly IReadOnlyList<string> StatusVerbs = ["get", "patch", "update"];
    private static readonly IReadOnlyList<PatchType> BuiltInPatches = [PatchType.Json, PatchType.Merge, PatchType.StrategicMerge, PatchType.Apply];

    private readonly Lock _lock = new();
    private (ResourceCatalog Catalog, object Order, int Heard, IReadOnlyList<ApiGroupDescription> Groups)? _known;

    /// <summary>All groups; the same instance as long as nothing changed.</summary>
    public IReadOnlyList<ApiGroupDescription> Groups
    {
        get
        {
            var (catalog, order, heard) = (resources.Current, remote.Apis.InOrder, remote.Discovery.Generation);
            lock (_lock)
            {
                if (_known is not { } known || known.Catalog != catalog || known.Order != order || known.Heard != heard)
                {
                    _known = known = (catalog, order, heard, Describe(catalog));
                }

                return known.Groups;
            }
        }
    }

    /// <summary>Those of <paramref name="groups"/> that are served here, without the versions that other servers serve.</summary>
    public IReadOnlyList<ApiGroupDescription> OwnOf(IReadOnlyList<ApiGroupDescription> groups) =>
    [
        .. groups
            .Select(g => g with { Versions = [.. g.Versions.Where(v => !IsElsewhere((g.Name, v.Version)))] })
            .Where(g => g.Versions.Count > 0),
    ];

    /// <summary>What tells clients that the stored form of a kind changed: a short hash of the stored version.</summary>
    internal static string StorageVersionHash(GroupVersionKind stored)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{stored.Group}/{stored.Version}/{stored.Kind}"));
        return Convert.ToBase64String(digest.AsSpan(0, 8));
    }

    private List<ApiGroupDescription> Describe(ResourceCatalog catalog)
    {
        var own = catalog.Resources.Select(r => (r.Kind.Group, r.Kind.Version)).Concat(extras.All.Select(e => e.Parent)).Distinct().ToList();
        var order = remote.Apis.InOrder.Select(s => (Group: s.Group ?? "", Version: s.Version ?? "")).ToList();

        // API services themselves come first and have no object. What was defined a moment ago and is not registered yet comes last.
        var unregistered = own.Except(order).ToLookup(v => v.Group == LocalApiServices.OwnGroup);
        return [.. unregistered[true]
            .Concat(order.Where(v => own.Contains(v) || IsElsewhere(v)))
            .Concat(unregistered[false])
            .GroupBy(v => v.Group, StringComparer.Ordinal)
            .Select(g => new ApiGroupDescription(g.Key, [.. g.Select(v => Describe(catalog, v))]))];
    }

    private ApiVersionDescription Describe(ResourceCatalog catalog, (string Group, string Version) version) =>
        remote.Apis.Find(version.Group, version.Version) is { } api
            ? new ApiVersionDescription(version.Version, remote.Discovery.ResourcesOf(api)) { IsCurrent = api.IsAvailable }
            : new ApiVersionDescription(version.Version, Resources(catalog, version));

    private bool IsElsewhere((string Group, string Version) version) => remote.Apis.Find(version.Group, version.Version) is not null;

    private List<ApiResourceDescription> Resources(ResourceCatalog catalog, (string Group, string Version) version)
    {
        var parts = extras.All.Where(e => e.Parent == version).ToList();
        var stored = catalog.Resources.Where(r => (r.Kind.Group, r.Kind.Version) == version).Select(r => Describe(r, parts));
        return [.. stored, .. parts.Where(e => !e.Name.Contains('/', StringComparison.Ordinal)).Select(Describe)];
    }

    private static ApiResourceDescription Describe(ServedResource resource, IEnumerable<ExtraResource> parts) => new()
    {
        Name = resource.Plural,
        SingularName = resource.Singular,
        Kind = resource.Kind.Kind,
        Namespaced = resource.Namespaced,
        Verbs = resource.Verbs,
        ShortNames = resource.ShortNames,
        Categories = resource.Categories,
        StorageVersionHash = StorageVersionHash(resource.StoredKind),
        PatchTypes = resource.IsCustom ? [PatchType.Json, PatchType.Merge, PatchType.Apply] : BuiltInPatches,
        Subresources =
        [
            .. resource.HasStatus ? [new ApiSubresourceDescription { Name = "status", Kind = resource.Kind.Kind, Verbs = StatusVerbs }] : (ApiSubresourceDescription[])[],
            .. parts.Where(p => p.Name.StartsWith($"{resource.Plural}/", StringComparison.Ordinal)).Select(p => new ApiSubresourceDescription
            {
                Name = p.Name.Split('/')[1],
                Kind = p.Kind.Kind,
                Verbs = p.Verbs,
                Group = p.Kind.Group == resource.Kind.Group ? null : p.Kind.Group,
                Version = p.Kind.Group == resource.Kind.Group ? null : p.Kind.Version,
            }),
        ],
    };

    private static ApiResourceDescription Describe(ExtraResource extra) => new()
    {
        Name = extra.Name,
        SingularName = extra.Kind.Kind.ToLowerInvariant(),
        Kind = extra.Kind.Kind,
        Namespaced = extra.Namespaced,
        Verbs = extra.Verbs,
    };
}
