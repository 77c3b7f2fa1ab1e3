using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ImageStreams.GenericApiServer;

/// <summary>Reads YAML text into JSON nodes; notes keys that are there twice.</summary>
/// <remarks>Aliases are expanded, but never to more than <see cref="MaxAliasedNodes"/> nodes. See docs/spec/server.md#yaml.</remarks>
internal sealed class YamlReading
{
    private const int MaxAliasedNodes = 100_000;

    private static readonly string[] SpecialTags =
        ["tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"];

    private readonly Dictionary<string, JsonNode?> _anchors = [];
    private readonly List<string> _duplicates = [];
    private readonly Parser _parser;
    private int _aliasedNodes;

    private YamlReading(string text)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <exception cref="FormatException">The text is no YAML; the message has the position.</exception>
    public static (JsonNode? Root, IReadOnlyList<string> Duplicates) Read(ReadOnlySpan<byte> text) => Read(text, reading =>
    {
        reading._parser.Consume<StreamStart>();
        return (reading._parser.TryConsume<DocumentStart>(out _) ? reading.Node(0) : null, reading._duplicates);
    });

    /// <exception cref="FormatException">The text is no YAML; the message has the position.</exception>
    public static IReadOnlyList<JsonNode> ReadAll(ReadOnlySpan<byte> text) => Read(text, reading =>
    {
        List<JsonNode> documents = [];
        reading._parser.Consume<StreamStart>();
        while (reading._parser.TryConsume<DocumentStart>(out _))
        {
            if (reading.Node(0) is { } document)
            {
                documents.Add(document);
            }

            reading._parser.Consume<DocumentEnd>();
            reading._anchors.Clear();
        }

        return documents;
    });

    private static T Read<T>(ReadOnlySpan<byte> text, Func<YamlReading, T> read)
    {
        YamlReading? reading = null;
        try
        {
            reading = new YamlReading(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text));
            return read(reading);
        }
        catch (YamlException e)
        {
            throw new FormatException($"yaml: line {e.End.Line}, column {e.End.Column}: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The scanner gives up like this on a list or map in brackets that does not end where its indentation does.
            var end = reading?._parser.Current?.End ?? Mark.Empty;
            throw new FormatException($"yaml: line {end.Line}, column {end.Column}: what follows cannot be read", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("yaml: invalid UTF-8", e);
        }
    }

    private static FormatException Problem(ParsingEvent at, string text) => new($"yaml: line {at.Start.Line}, column {at.Start.Column}: {text}");

    private JsonNode? Node(int depth)
    {
        if (depth > KubeJson.MaxDepth)
        {
            throw new FormatException($"yaml: exceeded max depth of {KubeJson.MaxDepth}");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Alias(alias);
        }

        var start = _parser.Consume<NodeEvent>();
        var node = start switch
        {
            Scalar scalar => ScalarValue(scalar),
            SequenceStart => Sequence(depth),
            MappingStart => Mapping(depth),
            _ => throw Problem(start, "unexpected node"),
        };
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    private JsonNode? Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw Problem(alias, $"unknown anchor '{alias.Value.Value}' referenced");
        }

        _aliasedNodes += Count(target);
        return _aliasedNodes <= MaxAliasedNodes ? target?.DeepClone() : throw new FormatException("yaml: document contains excessive aliasing");
    }

    private static int Count(JsonNode? node) => node switch
    {
        JsonObject map => 1 + map.Sum(p => Count(p.Value)),
        JsonArray list => 1 + list.Sum(Count),
        _ => 1,
    };

    private JsonArray Sequence(int depth)
    {
        var list = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            list.Add(Node(depth + 1));
        }

        return list;
    }

    private JsonObject Mapping(int depth)
    {
        var map = new JsonObject();
        List<JsonNode?> merged = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.TryConsume<AnchorAlias>(out var alias) ? KeyOf(alias, Alias(alias)) : KeyOf(_parser.Consume<NodeEvent>());
            var isMerge = key.IsMerge;
            var value = Node(depth + 1);
            if (isMerge)
            {
                merged.Add(value);
                continue;
            }

            if (map.ContainsKey(key.Text))
            {
                NoteDuplicate(key);
            }

            map[key.Text] = value;
        }

        foreach (var source in merged)
        {
            Merge(map, source);
        }

        return map;
    }

    private void NoteDuplicate((string Text, bool IsMerge, long Line) key)
    {
        if (_duplicates.Count < RequestDocument.MaxFindings)
        {
            _duplicates.Add($"line {key.Line}: key {GoText.Quote(key.Text)} already set in map");
        }
    }

    /// <summary>What a merged map has does not replace what is there.</summary>
    private static void Merge(JsonObject map, JsonNode? source)
    {
        switch (source)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.Where(f => !map.ContainsKey(f.Key)).ToList())
                {
                    map[name] = value?.DeepClone();
                }

                break;
            case JsonArray sources:
                foreach (var one in sources)
                {
                    Merge(map, one as JsonObject ?? throw new FormatException("yaml: map merge requires map or sequence of maps as the value"));
                }

                break;
            default:
                throw new FormatException("yaml: map merge requires map or sequence of maps as the value");
        }
    }

    private static (string Text, bool IsMerge, long Line) KeyOf(NodeEvent start) => start is Scalar scalar
        ? scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty && scalar.Value == "<<"
            ? ("<<", true, start.Start.Line)
            : KeyOf(start, ScalarValue(scalar))
        : throw Problem(start, "a map key must be a scalar");

    private static (string Text, bool IsMerge, long Line) KeyOf(ParsingEvent at, JsonNode? value) => (
        value switch
        {
            JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
            JsonValue scalar when scalar.TryGetValue<bool>(out var truth) => truth ? "true" : "false",
            JsonValue scalar => scalar.ToString(),
            _ => throw Problem(at, "unsupported map key"),
        },
        false,
        at.Start.Line);

    private static JsonNode? ScalarValue(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag == "tag:yaml.org,2002:binary")
        {
            return Binary(scalar);
        }

        var mayBeSpecial = tag.Length == 0 ? scalar.Style == ScalarStyle.Plain && !scalar.Tag.IsNonSpecific : SpecialTags.Contains(tag);
        if (!mayBeSpecial || !YamlScalars.TryResolve(scalar.Value, out var value))
        {
            return JsonValue.Create(scalar.Value);
        }

        if (value is JsonValue number && number.TryGetValue<double>(out var real) && !double.IsFinite(real))
        {
            throw Problem(scalar, $"unsupported value: {real.ToString(CultureInfo.InvariantCulture)}");
        }

        return value;
    }

    private static JsonValue Binary(Scalar scalar)
    {
        try
        {
            return JsonValue.Create(Encoding.UTF8.GetString(Convert.FromBase64String(scalar.Value)))!;
        }
        catch (FormatException)
        {
            throw Problem(scalar, "!!binary value contains invalid base64 data");
        }
    }
}
