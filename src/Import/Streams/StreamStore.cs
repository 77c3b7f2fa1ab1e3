using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.Import;

/// <summary>
/// The stored image streams, under the names that users know: where an API server stands before the store, stored names are escaped
/// (docs/spec/imagestream.md#stored-names); without one, users meet the stored names themselves.
/// </summary>
public sealed class StreamStore(ResourceClient<ImageStream> streams, bool namesAreEscaped)
{
    /// <summary>The kind as it is stored: the version that only we speak.</summary>
    public static ResourceKind StoredKind { get; } = ImageStream.ResourceKind with { Version = ImageGroup.StoredVersion };

    /// <summary>A stored stream under its users' name.</summary>
    public ImageStream FromStored(ImageStream stored) => namesAreEscaped ? Renamed(stored, StoredNames.ToServed(stored.Metadata?.Name ?? "")) : stored;

    /// <summary>Under which name the stream of a key is stored; null when nothing can be stored under it.</summary>
    public NamespacedName? FindStoredKey(StreamKey key) => !namesAreEscaped
        ? new NamespacedName(key.Namespace, key.Name)
        : StoredNames.TryToStored(key.Name, out var stored) ? new NamespacedName(key.Namespace, stored) : null;

    internal async Task<ImageStream?> FindAsync(ImageStream stream, CancellationToken cancellationToken)
    {
        var stored = await streams.FindAsync(NamespacedName.Of(ToStored(stream)), cancellationToken);
        return stored is null ? null : FromStored(stored);
    }

    /// <summary>The stored stream of a key; null when there is none, or none can have the name.</summary>
    internal async Task<ImageStream?> FindAsync(StreamKey key, CancellationToken cancellationToken) =>
        FindStoredKey(key) is { } stored && await streams.FindAsync(stored, cancellationToken) is { } found ? FromStored(found) : null;

    /// <summary>Creates a stream.</summary>
    internal async Task<ImageStream> CreateAsync(ImageStream stream, CancellationToken cancellationToken) =>
        FromStored(await streams.CreateAsync(ToStored(stream), cancellationToken));

    /// <summary>Writes the status, if the stored stream still is the one that it was decided on.</summary>
    internal async Task<ImageStream> WriteStatusAsync(ImageStream stream, CancellationToken cancellationToken) =>
        FromStored(await streams.UpdateStatusAsync(ToStored(stream), cancellationToken));

    /// <summary>Writes what of the annotations differs, if the stored stream still is the one that it was decided on.</summary>
    internal async Task<ImageStream> WriteAnnotationsAsync(StreamChange change, CancellationToken cancellationToken)
    {
        var (before, after) = (AnnotationsOf(change.Before), AnnotationsOf(change.After));
        var changed = new JsonObject();
        foreach (var key in before.Keys.Union(after.Keys).Where(k => before.GetValueOrDefault(k) != after.GetValueOrDefault(k)))
        {
            changed[key] = after.GetValueOrDefault(key); // null takes an annotation away
        }

        var metadata = new JsonObject { ["resourceVersion"] = change.Before.Metadata?.ResourceVersion, ["annotations"] = changed };
        var patch = Patch.Merge(new JsonObject { ["metadata"] = metadata });
        return FromStored(await streams.PatchAsync(NamespacedName.Of(ToStored(change.Before)), patch, cancellationToken));
    }

    private static IReadOnlyDictionary<string, string> AnnotationsOf(ImageStream stream) =>
        stream.Metadata?.Annotations ?? new Dictionary<string, string>();

    private static ImageStream Renamed(ImageStream stream, string name) => stream with { Metadata = (stream.Metadata ?? new ObjectMeta()) with { Name = name } };

    private ImageStream ToStored(ImageStream stream) =>
        namesAreEscaped && StoredNames.TryToStored(stream.Metadata?.Name ?? "", out var stored) ? Renamed(stream, stored) : stream;
}
