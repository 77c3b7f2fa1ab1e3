using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>Reads stored objects. One that cannot be read is reported and costs nobody else anything.</summary>
internal sealed partial class StoredDecoder<T>(StoredKind<T> kind, ILogger<StoredDecoder<T>> logger)
    where T : class, IResource<T>
{
    public StoredKind<T> Kind => kind;

    /// <exception cref="ApiException">500 naming the field whose value has the wrong type.</exception>
    public StoredObject<T> Decode(ReadOnlySpan<byte> json)
    {
        try
        {
            return Identify(DecodeOrRepair(json));
        }
        catch (JsonException e)
        {
            throw ApiException.InternalError($"the stored object cannot be read: {Problem(e)}", e);
        }
    }

    /// <summary>The object of a list or a watch; null, and a line in the log, when it cannot be read.</summary>
    public StoredObject<T>? TryDecode(ReadOnlySpan<byte> json)
    {
        try
        {
            return Identify(DecodeOrRepair(json));
        }
        catch (JsonException e)
        {
            LogUnreadable(kind.Stored.GroupResource, NameOf(json), Problem(e));
            return null;
        }
    }

    /// <summary>The object as the store takes it.</summary>
    /// <param name="value">An object with a name that can be stored.</param>
    /// <param name="managedFields">Those that are stored now.</param>
    public byte[] Encode(T value, IReadOnlyList<ManagedFieldsEntry>? managedFields) => KubeJson.ToUtf8(
        kind.WithIdentity(kind.Written(value, managedFields), kind.Stored.ApiVersion, MetadataTranslation.ToStored(value.Metadata, managedFields)), T.JsonTypeInfo);

    private StoredObject<T> Identify(T stored) => new(
        kind.WithIdentity(stored, kind.Served.ApiVersion, MetadataTranslation.ToServed(stored.Metadata)), stored.Metadata?.ManagedFields);

    private T DecodeOrRepair(ReadOnlySpan<byte> json)
    {
        try
        {
            return Typed(json);
        }
        catch (JsonException) when (kind.Repair is not null)
        {
            // The store keeps this field in whatever form it came; the rest of the object is worth showing.
            var node = KubeJson.Parse(json) as JsonObject ?? throw new JsonException("not an object");
            node.Remove(kind.Repair);
            return Typed(KubeJson.ToUtf8(node));
        }
    }

    private static T Typed(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, T.JsonTypeInfo) ?? throw new JsonException("null is no object");

    private static string Problem(JsonException e) => e.Path is { Length: > 2 } path ? $"{path[2..]} has a value of a wrong type" : "it is not JSON of its kind";

    private static string NameOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var metadata = KubeJson.Parse(json)?["metadata"];
            return $"{metadata?["namespace"]}/{metadata?["name"]}".TrimStart('/');
        }
        catch (FormatException)
        {
            return "";
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Key} of {Resource} is left out: {Problem}")]
    private partial void LogUnreadable(string resource, string key, string problem);
}
