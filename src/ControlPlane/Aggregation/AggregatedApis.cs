using System.Collections.Frozen;
using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>All API services as they stand in the store.</summary>
internal sealed class AggregatedApis(ObjectStore store)
{
    public static readonly string Resource = OwnObjects.ResourceOf<APIService>();
    private volatile Index _index = new(null, FrozenDictionary<(string, string), RemoteApi>.Empty, []);

    /// <summary>Group versions that other servers serve.</summary>
    public IReadOnlyCollection<RemoteApi> Remote => Current.Remote.Values;

    /// <summary>All group versions, ours and others', the group of highest priority and in it the version of highest priority first.</summary>
    public IReadOnlyList<APIServiceSpec> InOrder => Current.InOrder;

    private Index Current
    {
        get
        {
            var table = store.Current.Table(Resource);
            var index = _index;
            return ReferenceEquals(table, index.Table) ? index : _index = Build(table);
        }
    }

    /// <summary>The server of a group version; null when we serve it ourselves, or nobody does.</summary>
    public RemoteApi? Find(string group, string version) => Current.Remote.GetValueOrDefault((group, version));

    private static Index Build(StoreTable table)
    {
        var services = table.Range().Select(Decode).OfType<APIService>().Where(s => s.Spec is not null).ToList();
        var remote = services.Select(RemoteApi.Of).OfType<RemoteApi>().ToFrozenDictionary(r => (r.Group, r.Version));
        var inOrder = services.Select(s => s.Spec!)
            .GroupBy(s => s.Group ?? "")
            .OrderByDescending(g => g.Max(s => s.GroupPriorityMinimum ?? 0))
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => g.OrderByDescending(s => s.VersionPriority ?? 0).ThenByDescending(s => s.Version, ApiVersionOrder.Instance))
            .ToList();
        return new Index(table, remote, inOrder);
    }

    private static APIService? Decode(StoredObject stored)
    {
        try
        {
            return stored.Decode(APIService.JsonTypeInfo);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Index(StoreTable? Table, FrozenDictionary<(string Group, string Version), RemoteApi> Remote, IReadOnlyList<APIServiceSpec> InOrder);
}
