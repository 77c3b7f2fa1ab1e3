using System.Text.Json.Nodes;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Builds <c>Table</c> and <c>PartialObjectMetadata</c> documents.</summary>
/// <remarks>docs/spec/server.md#tables</remarks>
internal sealed class TableBuilder
{
    private readonly string _apiVersion;
    private readonly string _include;

    /// <exception cref="ApiException">400 when <c>includeObject</c> is none of the known values.</exception>
    public TableBuilder(HttpRequest request, ResponseFormat format)
    {
        _apiVersion = $"meta.k8s.io/{format.TransformVersion}";
        _include = QueryValues.Text(request.Query, "includeObject");
        if (_include is not ("" or "Metadata" or "Object" or "None"))
        {
            throw ApiException.BadRequest(
                $"Unable to convert to Table as requested: includeObject: Invalid value: {GoText.Quote(_include)}: must be 'Metadata', 'Object', 'None', or empty");
        }
    }

    public static JsonObject PartialObject(JsonObject item, string version)
    {
        if (item["metadata"] is not JsonObject metadata)
        {
            throw ApiException.NotAcceptable("the requested object has no metadata");
        }

        return new()
        {
            ["kind"] = "PartialObjectMetadata",
            ["apiVersion"] = $"meta.k8s.io/{version}",
            ["metadata"] = metadata.DeepClone(),
        };
    }

    public JsonObject Row(JsonObject item, IReadOnlyList<JsonNode?> cells) => new()
    {
        ["cells"] = new JsonArray([.. cells]),
        ["object"] = _include switch
        {
            "None" => null,
            "Object" => item.DeepClone(),
            _ => PartialObject(item, _apiVersion.Split('/')[1]),
        },
    };

    /// <summary>What a table begins with; rows and metadata follow.</summary>
    public JsonObject Head(IReadOnlyList<TableColumn> columns) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = _apiVersion,
        ["columnDefinitions"] = new JsonArray([.. columns.Select(Column)]),
    };

    /// <param name="metadata">Version of the object or list, and what pages follow.</param>
    /// <param name="columns">Null leaves them out, as later events of a watch do.</param>
    /// <param name="rows">Rows made by <see cref="Row"/>.</param>
    public JsonObject Table(JsonObject metadata, IReadOnlyList<TableColumn>? columns, IEnumerable<JsonObject> rows) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = _apiVersion,
        ["metadata"] = metadata,
        ["columnDefinitions"] = columns is null ? null : new JsonArray([.. columns.Select(Column)]),
        ["rows"] = new JsonArray([.. rows]),
    };

    /// <summary>The metadata of a table of one object.</summary>
    public static JsonObject MetadataOf(JsonObject item) =>
        item["metadata"]?["resourceVersion"] is { } version ? new() { ["resourceVersion"] = version.DeepClone() } : [];

    private static JsonObject Column(TableColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description,
        ["priority"] = column.Priority,
    };
}
