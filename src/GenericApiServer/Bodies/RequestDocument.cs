using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>An object that a caller sent, as JSON or YAML.</summary>
/// <remarks>docs/spec/server.md#bodies</remarks>
public sealed class RequestDocument
{
    /// <summary>After this many duplicate and unknown fields no more are noted.</summary>
    public const int MaxFindings = 100;

    private const string Accepted = "application/json, application/yaml";

    private RequestDocument(JsonObject resource, IReadOnlyList<string> findings, GroupVersionKind kind)
    {
        Resource = resource;
        Findings = findings;
        Kind = kind;
    }

    /// <summary>The object as sent; of fields that were there twice the last value.</summary>
    public JsonObject Resource { get; }

    /// <summary>Fields that were there twice or are unknown, in the words of field validation.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <summary>What the document says it is; parts that it does not say are empty.</summary>
    public GroupVersionKind Kind { get; }

    /// <summary>Reads the body; <paramref name="expectedKind"/> is only for the message.</summary>
    /// <param name="context">The request.</param>
    /// <param name="expectedKind">Kind that the resource takes.</param>
    /// <param name="schema">Which fields are known; null when that is found out elsewhere.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">400 with the position of the error, 413, or 415.</exception>
    public static async Task<RequestDocument> ReadAsync(
        HttpContext context, string expectedKind, IFieldSchema? schema, CancellationToken cancellationToken)
    {
        var isYaml = IsYaml(context.Request.ContentType);
        var body = await RequestBody.ReadAsync(context, cancellationToken);
        return Parse(body, isYaml, expectedKind, schema);
    }

    /// <summary>Reads a body that is in memory already.</summary>
    /// <exception cref="ApiException">400 with the position of the error.</exception>
    public static RequestDocument Parse(ReadOnlyMemory<byte> body, bool isYaml, string expectedKind, IFieldSchema? schema)
    {
        try
        {
            return Parse(body.Span, isYaml, schema);
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest(
                $"the object provided is unrecognized (must be of type {expectedKind}): {e.Message} ({Summary(body.Span)})", e);
        }
    }

    /// <summary>Does with the findings what the caller wants: a refusal, warnings, or nothing.</summary>
    /// <exception cref="ApiException">400 naming every finding.</exception>
    public void Enforce(FieldValidation validation, HttpResponse response)
    {
        if (Findings.Count == 0 || validation == FieldValidation.Ignore)
        {
            return;
        }

        if (validation == FieldValidation.Strict)
        {
            throw ApiException.BadRequest(
                $"{Kind.Kind} in version {GoText.Quote(Kind.Version)} cannot be handled as a {Kind.Kind}: strict decoding error: {StrictText(Findings)}");
        }

        foreach (var finding in Findings)
        {
            WarningHeader.Add(response, finding);
        }
    }

    /// <summary>Checks that the document is of the kind that the resource takes; what it does not say is filled in.</summary>
    /// <param name="expected">The kind wanted.</param>
    /// <param name="isKnown">Whether the server knows another kind; decides what is said about it.</param>
    /// <exception cref="ApiException">400 naming both kinds.</exception>
    public RequestDocument EnsureKind(GroupVersionKind expected, Func<GroupVersionKind, bool> isKnown)
    {
        var found = new GroupVersionKind(
            Kind.Version.Length == 0 ? expected.Group : Kind.Group,
            Kind.Version.Length == 0 ? expected.Version : Kind.Version,
            Kind.Kind.Length == 0 ? expected.Kind : Kind.Kind);
        if (found == expected)
        {
            Resource["kind"] = expected.Kind;
            Resource["apiVersion"] = expected.ApiVersion;
            return new(Resource, Findings, expected);
        }

        if (found.Kind == expected.Kind && isKnown(found))
        {
            throw ApiException.BadRequest(
                $"the API version in the data ({found.ApiVersion}) does not match the expected API version ({expected.ApiVersion})");
        }

        var subject = $"{found.Kind} in version {GoText.Quote(found.Version)} cannot be handled as a {expected.Kind}";
        throw ApiException.BadRequest(isKnown(found)
            ? $"{subject}: converting ({found.Version}.{found.Kind}) to ({GroupName(expected.Group)}.{expected.Kind}): unknown conversion"
            : $"{subject}: no kind {GoText.Quote(found.Kind)} is registered for version {GoText.Quote(found.ApiVersion)} in scheme "
                + "\"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"");
    }

    /// <summary>The object as an instance of <paramref name="type"/>.</summary>
    /// <exception cref="ApiException">400 naming the field whose value has the wrong type.</exception>
    public T Decode<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(KubeJson.ToUtf8(Resource), type)
                ?? throw ApiException.BadRequest("the document is null");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest(
                $"{Kind.Kind} in version {GoText.Quote(Kind.Version)} cannot be handled as a {Kind.Kind}: {WrongType(e)}", e);
        }
    }

    /// <summary>Reads options of <c>meta.k8s.io</c>; messages have no preamble.</summary>
    internal static RequestDocument ParseOptions(ReadOnlyMemory<byte> body, string? contentType)
    {
        var isYaml = IsYaml(contentType);
        try
        {
            return Parse(body.Span, isYaml, null);
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest(e.Message, e);
        }
    }

    /// <summary>The findings as one text; what YAML found comes as a block of its own.</summary>
    internal static string StrictText(IReadOnlyList<string> findings)
    {
        var lines = findings.Where(f => f.StartsWith("line ", StringComparison.Ordinal)).ToList();
        var others = findings.Except(lines);
        return string.Join(", ", lines.Count == 0 ? others : others.Prepend($"yaml: unmarshal errors:\n  {string.Join("\n  ", lines)}"));
    }

    /// <exception cref="ApiException">415 naming what is served.</exception>
    private static bool IsYaml(string? contentType)
    {
        var mediaType = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        return mediaType switch
        {
            null or "" or "application/json" => false,
            "application/yaml" => true,
            _ => throw ApiException.UnsupportedMediaType(
                $"the body of the request was in an unknown format - accepted media types include: {Accepted}"),
        };
    }

    private static RequestDocument Parse(ReadOnlySpan<byte> body, bool isYaml, IFieldSchema? schema)
    {
        var findings = new List<string>();
        JsonNode? root;
        if (isYaml)
        {
            (root, var duplicates) = YamlReading.Read(body);
            findings.AddRange(duplicates);
            findings.AddRange(UnknownFields.Find(root, schema));
        }
        else
        {
            var reading = new JsonReading(schema);
            try
            {
                root = reading.Read(body);
            }
            catch (FormatException e)
            {
                throw new FormatException($"couldn't get version/kind; json parse error: {e.Message}", e);
            }

            findings.AddRange(reading.Findings);
        }

        var resource = root switch
        {
            null => [],
            JsonObject map => map,
            _ => throw new FormatException(
                $"couldn't get version/kind; json parse error: json: cannot unmarshal {TypeName(root)} into an object"),
        };
        return new(resource, findings, KindOf(resource));
    }

    private static GroupVersionKind KindOf(JsonObject resource)
    {
        var apiVersion = Text(resource, "apiVersion");
        return GroupVersionKind.TryParse(apiVersion, Text(resource, "kind"), out var kind)
            ? kind
            : throw new FormatException($"unexpected GroupVersion string: {apiVersion}");
    }

    private static string Text(JsonObject resource, string field) => resource[field] switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        var other => throw new FormatException(
            $"couldn't get version/kind; json parse error: json: cannot unmarshal {TypeName(other)} into Go struct field .{field} of type string"),
    };

    private string WrongType(JsonException e)
    {
        var path = e.Path?.TrimStart('$').TrimStart('.') ?? "";
        JsonNode? at = Resource;
        foreach (var step in path.Split('.', '['))
        {
            at = at switch
            {
                JsonObject map => map[step.Trim('\'')],
                JsonArray list when int.TryParse(step.TrimEnd(']'), out var i) && i < list.Count => list[i],
                _ => at,
            };
        }

        return $"json: cannot unmarshal {TypeName(at)} into field {path}";
    }

    private static string TypeName(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.Value.ToString().ToLowerInvariant(),
    };

    private static string GroupName(string group) => group.Length == 0 ? "core" : group.Split('.')[0];

    private static string Summary(ReadOnlySpan<byte> body)
    {
        const int shown = 30;
        var head = body[..Math.Min(body.Length, shown)];
        var dots = body.Length > shown ? " ..." : "";
        return body switch
        {
            [] => "<empty>",
            [(byte)'{', ..] => Encoding.UTF8.GetString(head) + dots,
            _ => Convert.ToHexStringLower(head) + dots,
        };
    }
}
