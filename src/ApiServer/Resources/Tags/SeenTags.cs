using System.Security.Cryptography;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>What one watch has told of its tags: of each the name and a hash, so that a watch of many costs little.</summary>
/// <param name="kind">How tags are shown.</param>
/// <param name="selection">Which are told of.</param>
/// <param name="limit">How many there may be; about a hundred bytes are kept of each.</param>
internal sealed class SeenTags<T>(ITagKind<T> kind, TagSelection selection, int limit)
    where T : class, IResource<T>
{
    private readonly Dictionary<(string Namespace, string Name), Dictionary<string, UInt128>> _streams = [];
    private int _count;

    /// <summary>Takes the tags of a stream as told.</summary>
    /// <exception cref="ApiException">413 when there are too many.</exception>
    public void Remember(ImageStream stream) => Replace(stream, TagsOf(stream).ToDictionary(t => t.Name, t => t.Hash, StringComparer.Ordinal));

    /// <summary>What is new, in the order of the names; those that are gone come last.</summary>
    /// <exception cref="ApiException">413 when there are too many.</exception>
    public IReadOnlyList<(string Type, T Tag)> Compare(ImageStream stream)
    {
        var before = _streams.GetValueOrDefault(KeyOf(stream)) ?? [];
        var now = TagsOf(stream).ToList();
        var after = now.ToDictionary(t => t.Name, t => t.Hash, StringComparer.Ordinal);
        Replace(stream, after);
        return
        [
            .. now.Where(t => !before.TryGetValue(t.Name, out var hash) || hash != t.Hash)
                .Select(t => (before.ContainsKey(t.Name) ? WatchNotification.Modified : WatchNotification.Added, t.Tag)),
            .. Deleted(stream, before.Keys.Where(name => !after.ContainsKey(name))),
        ];
    }

    /// <summary>The end of all tags of a stream.</summary>
    public IReadOnlyList<(string Type, T Tag)> Forget(ImageStream stream)
    {
        var before = _streams.GetValueOrDefault(KeyOf(stream)) ?? [];
        Replace(stream, []);
        return [.. Deleted(stream, before.Keys)];
    }

    private static (string Namespace, string Name) KeyOf(ImageStream stream) => (stream.Metadata?.Namespace ?? "", stream.Metadata?.Name ?? "");

    private IEnumerable<(string Type, T Tag)> Deleted(ImageStream stream, IEnumerable<string> names) =>
        kind.Show(stream, names.Order(StringComparer.Ordinal)).Select(t => (WatchNotification.Deleted, t.View));

    private void Replace(ImageStream stream, Dictionary<string, UInt128> tags)
    {
        var key = KeyOf(stream);
        _count += tags.Count - (_streams.GetValueOrDefault(key)?.Count ?? 0);
        if (_count > limit)
        {
            throw ApiException.RequestEntityTooLarge($"a watch is about at most {limit} tags: watch single namespaces, or select");
        }

        if (tags.Count == 0)
        {
            _streams.Remove(key);
        }
        else
        {
            _streams[key] = tags;
        }
    }

    private IEnumerable<(string Name, T Tag, UInt128 Hash)> TagsOf(ImageStream stream) => kind.ShowAll(stream)
        .Where(t => selection.Selects(t.View.Metadata))
        .Select(t => (t.Name, t.View, HashOf(t.View)));

    /// <summary>A hash of all that the tag says but what changes with every write to its stream.</summary>
    private UInt128 HashOf(T tag)
    {
        var own = kind.With(tag, null, tag.Metadata! with { ResourceVersion = null, Generation = null, ManagedFields = null });
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(KubeJson.ToUtf8(own, T.JsonTypeInfo)));
    }
}
