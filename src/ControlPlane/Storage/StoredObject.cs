using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.ControlPlane;

/// <summary>One version of one object: its bytes as they are served, and its decoded header. Never changes.</summary>
public sealed class StoredObject
{
    private readonly EncodedObject? _encoded;
    private readonly byte[] _whole;
    private object? _decoded;

    internal StoredObject(StoreKey key, long revision, EncodedObject encoded)
        : this(key, key.Path, revision, encoded, encoded.WithRevision(revision))
    {
    }

    private StoredObject(StoreKey key, string path, long revision, EncodedObject? encoded, byte[] utf8)
    {
        Key = key;
        Path = path;
        Revision = revision;
        _encoded = encoded;
        _whole = utf8;
    }

    public StoreKey Key { get; }

    /// <summary>The resourceVersion.</summary>
    public long Revision { get; }

    public ObjectHeader Header => _encoded!.Header;

    /// <summary>The object as JSON, in the version it is stored in.</summary>
    public ReadOnlyMemory<byte> Utf8 => _whole;

    /// <summary>The object's JSON from <c>"metadata"</c> to the end, for whoever serves it under another apiVersion.</summary>
    public ReadOnlyMemory<byte> Body => Utf8[_encoded!.BodyOffset..];

    internal string Path { get; }

    internal byte[] WholeArray => _whole;

    /// <summary>A document of the caller's own, to change at will.</summary>
    public JsonObject ToDocument() => JsonNode.Parse(Utf8.Span)!.AsObject();

    /// <summary>The object as an entity; decoded once and shared by all callers.</summary>
    /// <exception cref="JsonException">A field has the wrong type.</exception>
    public T Decode<T>(JsonTypeInfo<T> type)
        where T : class
    {
        if (_decoded is T known)
        {
            return known;
        }

        var decoded = JsonSerializer.Deserialize(Utf8.Span, type) ?? throw new JsonException("an object was expected, not null");
        _decoded = decoded;
        return decoded;
    }

    /// <summary>The same object as of a later revision: what the event of a deletion shows.</summary>
    internal StoredObject At(long revision) => new(Key, revision, _encoded!);

    /// <summary>Something to compare with, in searches.</summary>
    internal static StoredObject Probe(string path) => new(default, path, 0, null, []);
}
