using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>Everything that OpenAPI documents are made from. When anything changes, make a new one: documents are kept per instance.</summary>
public sealed record OpenApiModel
{
    /// <summary>Title of the documents.</summary>
    public required string Title { get; init; }

    /// <summary>Version of the server.</summary>
    public required string Version { get; init; }

    /// <summary>What is served.</summary>
    public required IReadOnlyList<ApiGroupDescription> Groups { get; init; }

    /// <summary>
    /// Schemas by name, in the form of OpenAPI v3: references begin with <c>#/components/schemas/</c>, and what is a kind says so by
    /// <c>x-kubernetes-group-version-kind</c>. May hold more than is served.
    /// </summary>
    public required JsonObject Definitions { get; init; }

    /// <summary>Documents that other servers have, for the index of v3: path without a slash in front, and where it is served.</summary>
    public IReadOnlyDictionary<string, string> ForeignDocuments { get; init; } = new Dictionary<string, string>();

    /// <summary>Adds to the document of v2 what other servers have.</summary>
    public Func<JsonObject, JsonObject> CompleteV2 { get; init; } = static document => document;
}
