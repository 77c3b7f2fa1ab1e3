using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>In which form the answer is wanted: JSON or YAML, and which shape.</summary>
/// <remarks>docs/spec/server.md#content-types</remarks>
public sealed record ResponseFormat
{
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";
    private const string Served = $"{Json}, {Yaml}";
    private const string ServedToWatches = $"{Json};stream=watch";

    /// <summary>What is sent when nothing else is asked for, or when an error must be told to a caller who accepts nothing we have.</summary>
    public static ResponseFormat Default { get; } = new();

    public bool IsYaml { get; init; }

    public ResponseTransform Transform { get; init; }

    /// <summary><c>v1</c> or <c>v1beta1</c>: version of <c>meta.k8s.io</c> that the shape is wanted in.</summary>
    public string TransformVersion { get; init; } = "v1";

    /// <summary>Whether JSON is laid out for people.</summary>
    public bool IsPretty { get; init; }

    public string MediaType => IsYaml ? Yaml : Json;

    /// <summary>The form for an answer that has only itself to give, such as an error or a discovery document.</summary>
    /// <exception cref="ApiException">406.</exception>
    public static ResponseFormat Negotiate(HttpRequest request) => Choose(request, _ => true, mayTransform: false, Served);

    /// <summary>The form for objects and lists, which can also be tables or metadata.</summary>
    /// <exception cref="ApiException">406.</exception>
    public static ResponseFormat NegotiateResource(HttpRequest request) => Choose(request, _ => true, mayTransform: true, Served);

    /// <summary>Makes sure, before anything is written, that the answer to a write can be told.</summary>
    /// <exception cref="ApiException">406.</exception>
    public static void EnsureAcceptable(HttpRequest request, string verb)
    {
        if (verb is "create" or "update" or "patch" or "delete" or "deletecollection")
        {
            NegotiateResource(request);
        }
    }

    /// <summary>The form for a watch: JSON only.</summary>
    /// <exception cref="ApiException">406.</exception>
    public static ResponseFormat NegotiateWatch(HttpRequest request) =>
        Choose(request, mediaType => mediaType == Json, mayTransform: true, ServedToWatches) with { IsPretty = false };

    /// <summary>The form for an error: never an error itself.</summary>
    public static ResponseFormat NegotiateStatus(HttpRequest request)
    {
        var clauses = AcceptClause.Parse(request.Headers.Accept.ToString());
        var wanted = clauses.FirstOrDefault(c => c.Covers(Json) || c.Covers(Yaml));
        return new() { IsYaml = wanted is not null && !wanted.Covers(Json), IsPretty = WantsPretty(request, wanted) };
    }

    private static ResponseFormat Choose(HttpRequest request, Func<string, bool> isServed, bool mayTransform, string served)
    {
        var header = request.Headers.Accept.ToString();
        if (string.IsNullOrWhiteSpace(header))
        {
            return new() { IsPretty = WantsPretty(request, null) };
        }

        var clauses = AcceptClause.Parse(header);
        foreach (var clause in clauses)
        {
            var mediaType = ((string[])[Json, Yaml]).FirstOrDefault(m => clause.Covers(m) && isServed(m));
            if (mediaType is not null && TransformOf(clause, mayTransform) is { } transform)
            {
                return new()
                {
                    IsYaml = mediaType == Yaml,
                    Transform = transform,
                    TransformVersion = transform == ResponseTransform.None ? "v1" : clause.Parameter("v"),
                    IsPretty = WantsPretty(request, clause),
                };
            }
        }

        throw clauses.Any(c => c.Covers(Json) || c.Covers(Yaml))
            ? ApiException.NotAcceptable($"only the following media types are accepted: {served}")
            : ApiException.NothingAcceptable($"406: Not Acceptable\n\nAvailable representations: {served}");
    }

    /// <summary>The shape that a clause asks for; null when it is not served.</summary>
    private static ResponseTransform? TransformOf(AcceptClause clause, bool mayTransform)
    {
        var (kind, group, version) = (clause.Parameter("as"), clause.Parameter("g"), clause.Parameter("v"));
        if (kind.Length == 0 && group.Length == 0 && version.Length == 0)
        {
            return ResponseTransform.None;
        }

        if (!mayTransform || group != "meta.k8s.io" || version is not ("v1" or "v1beta1"))
        {
            return null;
        }

        return kind switch
        {
            "Table" => ResponseTransform.Table,
            "PartialObjectMetadata" => ResponseTransform.PartialObjectMetadata,
            "PartialObjectMetadataList" => ResponseTransform.PartialObjectMetadataList,
            _ => null,
        };
    }

    /// <summary>The parameter decides; without it, tools that show what they get to people are recognized by name.</summary>
    private static bool WantsPretty(HttpRequest request, AcceptClause? clause)
    {
        if (request.Query.TryGetValue("pretty", out var values) && values[0] is { Length: > 0 } value)
        {
            return value is "1" or "t" or "T" or "true" or "TRUE" or "True";
        }

        var agent = request.Headers.UserAgent.ToString();
        return clause?.Parameter("pretty") == "1"
            || agent.StartsWith("curl", StringComparison.Ordinal)
            || agent.StartsWith("Wget", StringComparison.Ordinal)
            || agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }
}
