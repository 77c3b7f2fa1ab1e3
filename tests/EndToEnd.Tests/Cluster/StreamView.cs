using System.Text.Json.Nodes;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Reads the status of a stream.</summary>
internal static class StreamView
{
    public static IEnumerable<JsonNode> StatusTags(this JsonObject stream) => (stream["status"]?["tags"]?.AsArray() ?? []).Select(t => t!);

    public static JsonNode? FindTag(this JsonObject stream, string tag) => stream.StatusTags().SingleOrDefault(t => (string?)t["tag"] == tag);

    /// <summary>The digests of a tag's history, newest first.</summary>
    public static IReadOnlyList<string?> History(this JsonObject stream, string tag) =>
        [.. (stream.FindTag(tag)?["items"]?.AsArray() ?? []).Select(i => (string?)i!["image"])];

    /// <summary>The reason of a tag that could not be imported; null for one that could.</summary>
    public static JsonNode? Failure(this JsonObject stream, string tag) =>
        stream.FindTag(tag)?["conditions"]?.AsArray().SingleOrDefault(c => (string?)c!["type"] == "ImportSuccess" && (string?)c["status"] == "False");
}
