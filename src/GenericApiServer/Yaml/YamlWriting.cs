using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>Writes YAML in the very form of Kubernetes tools: block style, two spaces, lists not indented below their key, lines folded after 80 columns.</summary>
internal sealed class YamlWriting
{
    private const int BestWidth = 80;
    private const int MaxSimpleKey = 128;

    private readonly StringBuilder _out = new();
    private int _lineStart;

    private int Column => _out.Length - _lineStart;

    public override string ToString() => _out.ToString();

    public void Document(JsonNode? node)
    {
        Value(node, -2, isItem: true);
        if (_out.Length > 0 && _out[^1] != '\n')
        {
            NewLine();
        }
    }

    internal static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    internal static bool IsPrintable(int rune) =>
        rune is '\n' or (>= 0x20 and <= 0x7e) or (>= 0xa0 and <= 0xd7ff) or (>= 0xe000 and <= 0xfffd and not 0xfeff);

    /// <summary>Writes a value behind its key or dash; <paramref name="indent"/> is that of the collection it is in.</summary>
    private void Value(JsonNode? node, int indent, bool isItem)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                Mapping(map, indent + 2, startsLine: !isItem);
                break;
            case JsonArray { Count: > 0 } list:
                Sequence(list, isItem ? indent + 2 : indent, startsLine: !isItem);
                break;
            default:
                Separate();
                Scalar(node, indent + 2);
                break;
        }
    }

    private void Separate()
    {
        if (Column > 0 && _out[^1] != ' ')
        {
            _out.Append(' ');
        }
    }

    private void Mapping(JsonObject map, int indent, bool startsLine)
    {
        var first = !startsLine;
        foreach (var (key, value) in map.OrderBy(p => p.Key, YamlKeyOrder.Instance))
        {
            if (!first)
            {
                Indent(indent);
            }

            first = false;
            Key(key, indent);
            Value(value, indent, isItem: false);
        }
    }

    private void Key(string key, int indent)
    {
        if (key.Length > MaxSimpleKey || YamlScalarShape.Of(key).IsMultiline)
        {
            _out.Append("? ");
            Text(key, indent + 2, isKey: false);
            Indent(indent);
        }
        else
        {
            Text(key, indent, isKey: true);
        }

        _out.Append(':');
    }

    private void Sequence(JsonArray list, int indent, bool startsLine)
    {
        var first = !startsLine;
        foreach (var item in list)
        {
            if (!first)
            {
                Indent(indent);
            }

            first = false;
            _out.Append("- ");
            Value(item, indent, isItem: true);
        }
    }

    private void Scalar(JsonNode? node, int indent)
    {
        switch (node?.GetValueKind())
        {
            case null or JsonValueKind.Null:
                _out.Append("null");
                break;
            case JsonValueKind.Object:
                _out.Append("{}");
                break;
            case JsonValueKind.Array:
                _out.Append("[]");
                break;
            case JsonValueKind.String:
                Text(node.GetValue<string>(), indent, isKey: false);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                _out.Append(node.GetValueKind() == JsonValueKind.True ? "true" : "false");
                break;
            default:
                _out.Append(Number(node));
                break;
        }
    }

    private static string Number(JsonNode node)
    {
        var text = KubeJson.ToText(node);
        if (long.TryParse(text, CultureInfo.InvariantCulture, out _) || ulong.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            return text;
        }

        var number = double.Parse(text, CultureInfo.InvariantCulture);
        var plain = number.ToString("R", CultureInfo.InvariantCulture);
        return plain.Replace("E", "e", StringComparison.Ordinal);
    }

    private void Text(string text, int indent, bool isKey)
    {
        var shape = YamlScalarShape.Of(text);
        if (text.Contains('\n', StringComparison.Ordinal) && shape.BlockAllowed && !isKey)
        {
            Literal(text, indent);
        }
        else if (YamlScalars.IsSpecial(text) || (isKey && text == "<<") || YamlScalars.IsBase60(text) || shape.IsMultiline || !shape.SingleQuotedAllowed)
        {
            DoubleQuoted(text, indent, foldable: !isKey);
        }
        else if (shape.PlainAllowed)
        {
            Folded(text, indent, foldable: !isKey, "");
        }
        else
        {
            _out.Append('\'');
            Folded(text, indent, foldable: !isKey, "'");
            _out.Append('\'');
        }
    }

    /// <summary>Plain or single-quoted: a single space beyond the width becomes a line break.</summary>
    private void Folded(string text, int indent, bool foldable, string quote)
    {
        var afterSpace = false;
        for (var i = 0; i < text.Length; i++)
        {
            var isSpace = text[i] == ' ';
            var inside = quote.Length == 0 || (i > 0 && i < text.Length - 1);
            if (isSpace && foldable && !afterSpace && Column > BestWidth && inside && !(i + 1 < text.Length && text[i + 1] == ' '))
            {
                Indent(indent);
            }
            else
            {
                _out.Append(text[i]);
                if (text[i] == '\'' && quote.Length > 0)
                {
                    _out.Append('\'');
                }
            }

            afterSpace = isSpace;
        }
    }

    private void DoubleQuoted(string text, int indent, bool foldable)
    {
        _out.Append('"');
        var afterSpace = false;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var isSpace = rune.Value == ' ';
            if (!IsPrintable(rune.Value) || rune.Value is '"' or '\\' or '\n' or '\u2028' or '\u2029')
            {
                _out.Append(Escape(rune.Value));
            }
            else if (isSpace && foldable && !afterSpace && Column > BestWidth && at > 0 && at < text.Length - 1)
            {
                Indent(indent);
                _out.Append(text[at + 1] == ' ' ? "\\" : "");
            }
            else
            {
                _out.Append(rune.ToString());
            }

            afterSpace = isSpace;
            at += rune.Utf16SequenceLength;
        }

        _out.Append('"');
    }

    private void Literal(string text, int indent)
    {
        _out.Append('|');
        if (text[0] is ' ' or '\n')
        {
            _out.Append('2');
        }

        if (text[^1] != '\n')
        {
            _out.Append('-');
        }
        else if (text.Length == 1 || text[^2] == '\n')
        {
            _out.Append('+');
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length - (text[^1] == '\n' ? 1 : 0); i++)
        {
            NewLine();
            if (lines[i].Length > 0)
            {
                _out.Append(' ', indent).Append(lines[i]);
            }
        }

        if (text[^1] == '\n')
        {
            NewLine();
        }
    }

    private static string Escape(int rune) => rune switch
    {
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        11 => "\\v",
        12 => "\\f",
        '\r' => "\\r",
        0x1b => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        0x85 => "\\N",
        0x2028 => "\\L",
        0x2029 => "\\P",
        <= 0xff => $"\\x{rune:X2}",
        <= 0xffff => $"\\u{rune:X4}",
        _ => $"\\U{rune:X8}",
    };

    private void Indent(int indent)
    {
        if (Column > 0)
        {
            NewLine();
        }

        _out.Append(' ', Math.Max(indent, 0));
    }

    private void NewLine()
    {
        _out.Append('\n');
        _lineStart = _out.Length;
    }
}
