using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Answers in the forms that the Kubernetes API has; each negotiates with the caller when it is sent.</summary>
/// <remarks>docs/spec/server.md#content-types</remarks>
public static class KubeResults
{
    /// <summary>An object; without a layout its table has name and creation.</summary>
    public static IResult Object<T>(T value, JsonTypeInfo<T> type, TableLayout<T>? layout = null, int code = StatusCodes.Status200OK) =>
        new ObjectResult<T>(value, type, layout, code);

    /// <summary>An untyped object.</summary>
    public static IResult Object(JsonObject value, TableLayout<JsonObject>? layout = null, int code = StatusCodes.Status200OK) =>
        new ObjectResult<JsonObject>(value, KubeJson.ObjectType, layout, code);

    /// <summary>An object whose JSON is there already.</summary>
    public static IResult Object(ReadyDocument document) => new ReadyResult(document);

    /// <summary>A list of objects of <paramref name="itemType"/>.</summary>
    public static IResult List<T>(KubernetesList<T> list, JsonTypeInfo<T> itemType, TableLayout<T>? layout = null) =>
        new ListResult<T>(list, itemType, layout);

    /// <summary>A list of JSON texts.</summary>
    public static IResult List(StoredList list, TableLayout<JsonObject>? layout = null) => new StoredListResult(list, layout);

    /// <summary>A list whose items are sent as they come.</summary>
    public static IResult List<T>(StreamedList<T> list, JsonTypeInfo<T> itemType, TableLayout<T>? layout = null) =>
        new StreamedListResult<T>(list, itemType, layout);

    /// <summary>A <see cref="Entities.Status"/> with its own code, 200 if it has none; it is sent even to callers who accept nothing that is served.</summary>
    public static IResult Status(Status status) => new DocumentResult(
        ResponseFormat.NegotiateStatus,
        KubeJson.ToUtf8(status, EntitiesJsonContext.Default.Status),
        status.Code ?? StatusCodes.Status200OK);

    /// <summary>A document that has only one shape, such as discovery.</summary>
    public static IResult Document(JsonNode document, int code = StatusCodes.Status200OK) =>
        new DocumentResult(ResponseFormat.Negotiate, KubeJson.ToUtf8(document), code);

    /// <summary>A document of one shape that is JSON text already.</summary>
    public static IResult Document(ReadOnlyMemory<byte> json, int code = StatusCodes.Status200OK) =>
        new DocumentResult(ResponseFormat.Negotiate, json, code);

    /// <summary>Plain text, whatever the caller accepts.</summary>
    public static IResult Text(string text, int code = StatusCodes.Status200OK) => new TextResult(text, code);

    /// <summary>A stream of changes; it ends with the source, the caller, the server, or after its time.</summary>
    public static IResult Watch(IAsyncEnumerable<WatchNotification> events, WatchSettings settings) => new WatchResult(events, settings);
}
