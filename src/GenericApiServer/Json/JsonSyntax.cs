using System.Text;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>Finds the first syntax error of a JSON text and says it in the words of a kube-apiserver, with its position.</summary>
internal sealed class JsonSyntax
{
    private const string UnexpectedEnd = "unexpected end of JSON input";

    private readonly byte[] _text;
    private int _at;

    private JsonSyntax(byte[] text)
    {
        _text = text;
    }

    private int Current => _at < _text.Length ? _text[_at] : -1;

    /// <summary>What is wrong with <paramref name="text"/>; null when nothing is.</summary>
    public static string? FirstError(ReadOnlySpan<byte> text)
    {
        var syntax = new JsonSyntax(text.ToArray());
        try
        {
            syntax.Value(0);
            syntax.Blank();
            return syntax.Current < 0 ? null : syntax.Unexpected("after top-level value").Message;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private void Value(int depth)
    {
        Blank();
        switch (Current)
        {
            case '{':
                Object(Deeper(depth));
                break;
            case '[':
                Array(Deeper(depth));
                break;
            case '"':
                String();
                break;
            case 't':
                Literal("true");
                break;
            case 'f':
                Literal("false");
                break;
            case 'n':
                Literal("null");
                break;
            case '-' or (>= '0' and <= '9'):
                Number();
                break;
            default:
                throw Unexpected("looking for beginning of value");
        }
    }

    private static int Deeper(int depth) =>
        depth < KubeJson.MaxDepth ? depth + 1 : throw new FormatException($"exceeded max depth of {KubeJson.MaxDepth}");

    private void Object(int depth)
    {
        if (IsEmpty('}'))
        {
            return;
        }

        while (true)
        {
            Blank();
            if (Current != '"')
            {
                throw Unexpected("looking for beginning of object key string");
            }

            String();
            Expect(':', "after object key");
            Value(depth);
            if (IsLast('}', "after object key:value pair"))
            {
                return;
            }
        }
    }

    private void Array(int depth)
    {
        if (IsEmpty(']'))
        {
            return;
        }

        do
        {
            Value(depth);
        }
        while (!IsLast(']', "after array element"));
    }

    private bool IsEmpty(char close)
    {
        _at++;
        Blank();
        if (Current != close)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool IsLast(char close, string where)
    {
        Blank();
        if (Current != ',' && Current != close)
        {
            throw Unexpected(where);
        }

        return _text[_at++] == close;
    }

    private void Expect(char c, string where)
    {
        Blank();
        if (Current != c)
        {
            throw Unexpected(where);
        }

        _at++;
    }

    private void String()
    {
        _at++;
        while (Current != '"')
        {
            if (Current < 0x20)
            {
                throw Unexpected("in string literal");
            }

            if (_text[_at++] == '\\')
            {
                Escape();
            }
        }

        _at++;
    }

    private void Escape()
    {
        if (Current != 'u')
        {
            if (Current < 0 || "\"\\/bfnrt".IndexOf((char)Current, StringComparison.Ordinal) < 0)
            {
                throw Unexpected("in string escape code");
            }

            _at++;
            return;
        }

        _at++;
        for (var i = 0; i < 4; i++, _at++)
        {
            if (Current < 0 || !char.IsAsciiHexDigit((char)Current))
            {
                throw Unexpected("in \\u hexadecimal character escape");
            }
        }
    }

    private void Number()
    {
        if (Current == '-')
        {
            _at++;
        }

        if (Current == '0')
        {
            _at++;
        }
        else
        {
            Digits("in numeric literal");
        }

        if (Current == '.')
        {
            _at++;
            Digits("after decimal point in numeric literal");
        }

        if (Current is 'e' or 'E')
        {
            _at++;
            if (Current is '+' or '-')
            {
                _at++;
            }

            Digits("in exponent of numeric literal");
        }
    }

    private void Digits(string where)
    {
        if (Current is not (>= '0' and <= '9'))
        {
            throw Unexpected(where);
        }

        while (Current is >= '0' and <= '9')
        {
            _at++;
        }
    }

    private void Literal(string word)
    {
        foreach (var c in word)
        {
            if (Current != c)
            {
                throw Unexpected($"in literal {word} (expecting '{c}')");
            }

            _at++;
        }
    }

    private void Blank()
    {
        while (Current is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    private FormatException Unexpected(string where)
    {
        if (Current < 0)
        {
            return new FormatException(UnexpectedEnd);
        }

        var quoted = (char)Current switch
        {
            '\'' => @"'\''",
            '"' => "'\"'",
            var c => $"'{GoText.Quote(c.ToString())[1..^1]}'",
        };
        var before = _text.AsSpan(0, _at);
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[lineStart..]) + 1;
        return new FormatException($"invalid character {quoted} {where} at line {before.Count((byte)'\n') + 1}, column {column}");
    }
}
