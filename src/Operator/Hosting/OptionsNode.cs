using System.Globalization;
using ImageStreams.Entities;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ImageStreams.Operator;

/// <summary>A map of a configuration file, read strictly: what nobody asked for by <see cref="Close"/> is an error that names its line.</summary>
internal sealed class OptionsNode
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlMappingNode? _node;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public OptionsNode(string file, string path, YamlNode? node)
    {
        (_file, _path) = (file, path);
        _node = node switch
        {
            null => null,
            YamlMappingNode map => map,
            YamlScalarNode { Value: null or "" or "~" or "null" } => null,
            _ => throw Error(node, path, "must be a map"),
        };
    }

    /// <summary>The root of a file that holds one document.</summary>
    /// <exception cref="OptionsException">It does not, or is no YAML.</exception>
    public static OptionsNode Load(string file, string content)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(content));
            return yaml.Documents.Count == 1
                ? new OptionsNode(file, "", yaml.Documents[0].RootNode)
                : throw new OptionsException($"{file}: must hold one document");
        }
        catch (YamlException e)
        {
            throw new OptionsException($"{file}:{e.Start.Line}: not YAML: {e.Message}");
        }
    }

    /// <summary>Whether nothing is written here.</summary>
    public bool IsEmpty => _node is null or { Children.Count: 0 };

    /// <summary>What is written here, where the names are the user's.</summary>
    public IReadOnlyList<string> Names =>
        [.. (_node?.Children.Keys ?? []).Select(key => key is YamlScalarNode { Value: { Length: > 0 } name } ? name : throw Error(key, PathOf("?"), "must be a text"))];

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name) => Scalar(name)?.Value;

    public bool Flag(string name, bool otherwise) => Read(name, otherwise, "true or false", (string text, out bool value) => bool.TryParse(text, out value));

    public int Number(string name, int otherwise, int least) =>
        Read(name, otherwise, $"a whole number of at least {least}", (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least);

    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan least) =>
        Read(name, otherwise, $"a duration such as 30s, 15m or 1h30m, of at least {least.TotalSeconds:0} s", (string text, out TimeSpan value) =>
            GoDuration.TryParse(text, out value) && value >= least);

    public string OneOf(string name, string otherwise, params string[] allowed) =>
        Read(name, otherwise, string.Join(" or ", allowed), (string text, out string value) => allowed.Contains(value = text, StringComparer.Ordinal));

    public OptionsNode Map(string name) => new(_file, PathOf(name), Find(name));

    public IReadOnlyList<string> Texts(string name) =>
        [.. Items(name).Select(item => item.Node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Error(item.Node, item.Path, "must be a text"))];

    public IReadOnlyList<OptionsNode> Maps(string name) => [.. Items(name).Select(item => new OptionsNode(_file, item.Path, item.Node))];

    /// <summary>Refuses whatever was not asked for.</summary>
    public void Close()
    {
        foreach (var key in _node is null ? [] : _node.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !_known.Contains(name))
            {
                throw Error(key, PathOf((key as YamlScalarNode)?.Value ?? "?"), "is not a field");
            }
        }
    }

    public OptionsException Error(string name, string problem) => Error(Find(name), PathOf(name), problem);

    /// <summary>An error of one item of a list.</summary>
    public OptionsException ItemError(string name, int index, string problem)
    {
        var item = Items(name).ElementAt(index);
        return Error(item.Node, item.Path, problem);
    }

    private OptionsException Error(YamlNode? node, string path, string problem) =>
        new($"{_file}:{(node ?? _node)?.Start.Line ?? 1}: {path} {problem}");

    private delegate bool Parser<T>(string text, out T value);

    private T Read<T>(string name, T otherwise, string expected, Parser<T> parse)
    {
        if (Scalar(name) is not { } scalar)
        {
            return otherwise;
        }

        return parse(scalar.Value ?? "", out var value) ? value : throw Error(scalar, PathOf(name), $"must be {expected}");
    }

    private YamlScalarNode? Scalar(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode scalar => scalar,
        var node => throw Error(node, PathOf(name), "must be a single value"),
    };

    private IEnumerable<(YamlNode Node, string Path)> Items(string name) => Find(name) switch
    {
        null => [],
        YamlSequenceNode list => list.Children.Select((item, i) => (item, $"{PathOf(name)}[{i}]")),
        var node => throw Error(node, PathOf(name), "must be a list"),
    };

    private YamlNode? Find(string name)
    {
        _known.Add(name);
        return _node is not null && _node.Children.TryGetValue(new YamlScalarNode(name), out var node) ? node : null;
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
