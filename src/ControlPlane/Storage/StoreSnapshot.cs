using System.Collections.Immutable;

namespace ImageStreams.ControlPlane;

/// <summary>Everything in the store at one revision.</summary>
public sealed class StoreSnapshot
{
    private readonly ImmutableDictionary<string, StoreTable> _tables;

    internal StoreSnapshot(long revision, ImmutableDictionary<string, StoreTable> tables)
    {
        Revision = revision;
        _tables = tables;
    }

    public long Revision { get; }

    /// <summary>The resources that have or had objects.</summary>
    public IEnumerable<string> Resources => _tables.Keys;

    public StoreTable Table(string resource) => _tables.GetValueOrDefault(resource, StoreTable.Empty);

    public StoredObject? Find(StoreKey key) => Table(key.Resource).Find(key.Namespace, key.Name);

    internal StoreSnapshot With(long revision, string resource, StoreTable table) => new(revision, _tables.SetItem(resource, table));
}
