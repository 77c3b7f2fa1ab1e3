using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Takes out of answers what differs from run to run: versions, uids, times, random names, the conversation's namespace.</summary>
internal sealed partial class AnswerNormalizer(string ns)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private readonly Dictionary<string, string> _uids = new(StringComparer.Ordinal);

    public string Text(string text)
    {
        text = text.Replace(ns, "{ns}", StringComparison.Ordinal);
        text = Uid().Replace(text, m => _uids.TryGetValue(m.Value, out var known) ? known : _uids[m.Value] = $"<uid {_uids.Count + 1}>");
        text = Time().Replace(text, "<time>");
        return Generated().Replace(text, "$1<random>");
    }

    /// <summary>A body as indented JSON with sorted fields; a watch stream line by line; other text as it is.</summary>
    public string Body(string body)
    {
        if (body.Length == 0 || body[0] is not ('{' or '['))
        {
            return Text(Version().Replace(body, "resourceVersion: \"<version>\""));
        }

        try
        {
            return Text(Sorted(JsonNode.Parse(body)!));
        }
        catch (JsonException)
        {
            return string.Join('\n', body.TrimEnd('\n').Split('\n').Select(line => Text(Sorted(JsonNode.Parse(line)!))));
        }
    }

    private static string Sorted(JsonNode node) => Sort(node, "")!.ToJsonString(Indented);

    private static JsonNode? Sort(JsonNode? node, string name) => node switch
    {
        JsonObject o => new JsonObject(o.Where(p => !IsProse(o, p.Key) && !IsEmptyToken(p)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sort(p.Value, p.Key)))),
        JsonArray a when name == "causes" => new JsonArray([.. a.Select(i => Sort(i, "")!).DistinctBy(i => i.ToJsonString())]), // a real one says some things twice
        JsonArray a when name == "verbs" => new JsonArray([.. a.Select(v => v!.GetValue<string>()).Order(StringComparer.Ordinal).Select(v => (JsonNode)v)]),
        JsonArray a when name == "managedFields" => new JsonArray([.. a.OrderBy(Owner, StringComparer.Ordinal).Select(i => Sort(i, ""))]), // of one second they come otherwise
        JsonArray a => new JsonArray([.. a.Select(i => Sort(i, ""))]),
        JsonValue v when name is "resourceVersion" or "continue" && v.GetValueKind() == JsonValueKind.String && v.GetValue<string>().Length > 1 => $"<{name}>",
        JsonValue when name == "storageVersionHash" => "<hash>", // of the group, which is new each time
        JsonValue v when v.GetValueKind() == JsonValueKind.String => JsonValue.Create(Reword(v.GetValue<string>())),
        null => null,
        _ => node.DeepClone(),
    };

    private static string Owner(JsonNode? entry) => $"{entry!["manager"]} {entry["operation"]} {entry["apiVersion"]} {entry["subresource"]}";

    // What columns mean is said in our own words.
    private static bool IsProse(JsonObject o, string field) => field == "description" && o.ContainsKey("priority");

    // Lists of custom resources have a token even when nothing follows.
    private static bool IsEmptyToken(KeyValuePair<string, JsonNode?> field) => field.Key == "continue" && field.Value?.ToString().Length == 0;

    /// <summary>Takes out what names parts of a Go program, or how Go's parsers word a mistake.</summary>
    private static string Reword(string text)
    {
        text = TooLarge().Replace(text, "$1<n>$2<n>");
        text = Age().Replace(text, "<age>");
        text = Record().Replace(text, "record (<n>)");
        text = ShownDocument().Replace(text, "Invalid value: \"<document>\": ");
        text = text.Replace(", application/vnd.kubernetes.protobuf", "", StringComparison.Ordinal);
        return ParserWords().Replace(text, "$1 <words of a parser>");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex(@"\A[0-9]+s\z")]
    private static partial Regex Age();

    [GeneratedRegex(@"record \([0-9]+\)")]
    private static partial Regex Record();

    [GeneratedRegex("Invalid value: \"\\{.*\\}\": ")]
    private static partial Regex ShownDocument();

    [GeneratedRegex("(json parse error:|of type ConfigMap\\): yaml:|contents redacted>\":|no kind \"Pod\" is registered for version \"v1\").*")]
    private static partial Regex ParserWords();

    [GeneratedRegex(@"(\b[Gg]en[-_])[bcdfghjklmnpqrstvwxz2456789]{5}\b")]
    private static partial Regex Generated();

    [GeneratedRegex("resourceVersion: \"[0-9]+\"")]
    private static partial Regex Version();

    [GeneratedRegex("(resource version: |current: |too old resource version: )[0-9]+(, current: | \\()[0-9]+")]
    private static partial Regex TooLarge();
}
