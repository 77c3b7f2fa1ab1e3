using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ImageStreams.Kubernetes;

/// <summary>One mapping of a kubeconfig with its place, so that every error names the file and the line.</summary>
internal sealed class KubeconfigNode(string file, string path, YamlMappingNode node)
{
    /// <summary><c>file:line</c>.</summary>
    public string Location => $"{file}:{node.Start.Line}";

    /// <summary>Folder of the file: what relative paths in it start from.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";

    public KubeConfigException Error(string message) => new($"{Location}: {Prefix()}{message}");

    public KubeConfigException Error(string key, string message) =>
        new($"{file}:{Find(key)?.Start.Line ?? node.Start.Line}: {Prefix(key)}{message}");

    public string? Text(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw Error(key, "must be a text"),
    };

    public string RequiredText(string key) => Text(key) is { Length: > 0 } text ? text : throw Error($"{key} is missing");

    public bool Flag(string key) => Text(key) switch
    {
        null => false,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => throw Error(key, "must be true or false"),
    };

    public byte[]? Base64(string key)
    {
        if (Text(key) is not { Length: > 0 } text)
        {
            return null;
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : throw Error(key, "is not base64");
    }

    /// <summary>The text as a path; a relative one starts from the file's folder.</summary>
    public string? FilePath(string key) => Text(key) is { Length: > 0 } text ? Path.Combine(Folder, text) : null;

    public KubeconfigNode? Map(string key) => Find(key) switch
    {
        null => null,
        YamlMappingNode map => new KubeconfigNode(file, Join(key), map),
        _ => throw Error(key, "must be a mapping"),
    };

    public IEnumerable<KubeconfigNode> Maps(string key) => Items(key).Select((item, i) => item is YamlMappingNode map
        ? new KubeconfigNode(file, Join($"{key}[{i}]"), map)
        : throw Error(key, $"item {i} must be a mapping"));

    public IReadOnlyList<string> Texts(string key) =>
        [.. Items(key).Select(item => item is YamlScalarNode { Value: { } text } ? text : throw Error(key, "must be a list of texts"))];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> TextLists(string key) =>
        Map(key) is { } map
            ? map.Keys().ToDictionary(name => name, map.Texts, StringComparer.Ordinal)
            : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public JsonNode? Json(string key) => Find(key) is { } value ? ToJson(value) : null;

    private static JsonNode? ToJson(YamlNode value) => value switch
    {
        YamlMappingNode map => new JsonObject(
            map.Children.Where(pair => pair.Key is YamlScalarNode).Select(pair => KeyValuePair.Create(pair.Key.ToString(), ToJson(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => PlainToJson(scalar.Value ?? ""),
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };

    private static JsonNode? PlainToJson(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, out var number) => number,
        _ when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
        _ => text,
    };

    private static bool IsNull(YamlNode value) =>
        value is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private IEnumerable<string> Keys() => node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    private IEnumerable<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        _ => throw Error(key, "must be a list"),
    };

    private YamlNode? Find(string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) && !IsNull(value) ? value : null;

    private string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private string Prefix() => path.Length == 0 ? "" : $"{path}: ";

    private string Prefix(string key) => $"{Join(key)} ";
}
