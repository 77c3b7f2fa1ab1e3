using System.Buffers;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>Reads label selectors with one token of look-ahead; stops at the first problem.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private const string Operators = "in, notin, =, ==, !=, gt, lt";

    private static readonly SearchValues<char> IdentifierEnds = SearchValues.Create("=!(),>< \t\r\n");

    private readonly List<string?> _tokens = Scan(text);
    private int _position;
    private string? _problem;

    /// <summary>A token; null is the end.</summary>
    private string? Next => _position < _tokens.Count ? _tokens[_position] : null;

    public List<LabelRequirement> Parse(out string? problem)
    {
        List<LabelRequirement> requirements = [];
        problem = null;
        while (Next is not null)
        {
            if (Next != "!" && !IsIdentifier(Next))
            {
                problem = $"found '{Next}', expected: !, identifier, or 'end of string'";
                return requirements;
            }

            if (Requirement() is not { } requirement)
            {
                problem = $"unable to parse requirement: {_problem}";
                return requirements;
            }

            requirements.Add(requirement);
            problem = Separator();
            if (problem is not null)
            {
                return requirements;
            }
        }

        return requirements;
    }

    private static bool IsIdentifier(string? token) => token is not (null or "!" or "=" or "==" or "!=" or "(" or ")" or "," or ">" or "<");

    private static List<string?> Scan(string text)
    {
        List<string?> tokens = [];
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] is ' ' or '\t' or '\r' or '\n')
            {
                i++;
                continue;
            }

            var length = text[i..].StartsWith("==", StringComparison.Ordinal) || text[i..].StartsWith("!=", StringComparison.Ordinal) ? 2
                : IsSymbol(text[i]) ? 1
                : IdentifierLength(text.AsSpan(i));
            tokens.Add(text.Substring(i, length));
            i += length;
        }

        return tokens;
    }

    private static bool IsSymbol(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';

    private static int IdentifierLength(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(IdentifierEnds);
        return end < 0 ? rest.Length : end;
    }

    private string? Separator()
    {
        var token = Take();
        if (token is null)
        {
            return null;
        }

        if (token != ",")
        {
            return $"found '{token}', expected: ',' or 'end of string'";
        }

        return Next == "!" || IsIdentifier(Next) ? null : $"found '{Next}', expected: identifier after ','";
    }

    private LabelRequirement? Requirement()
    {
        var negated = Next == "!";
        if (negated)
        {
            Take();
        }

        var key = Take();
        if (!IsIdentifier(key))
        {
            return Fail($"found '{key}', expected: identifier");
        }

        if (NameRules.LabelKey(key!) is { Count: > 0 } problems)
        {
            return Fail($"<nil>: Invalid value: {GoText.Quote(key!)}: {string.Join("; ", problems)}");
        }

        if (negated || Next is null or ",")
        {
            return new(key!, negated ? LabelOperator.DoesNotExist : LabelOperator.Exists, []);
        }

        return Comparison(key!);
    }

    private LabelRequirement? Comparison(string key)
    {
        var token = Take();
        LabelOperator? comparison = token switch
        {
            "in" or "=" or "==" => LabelOperator.In,
            "notin" or "!=" => LabelOperator.NotIn,
            ">" => LabelOperator.GreaterThan,
            "<" => LabelOperator.LessThan,
            _ => null,
        };
        if (comparison is null)
        {
            return Fail($"found '{token}', expected: {Operators}");
        }

        var values = token is "in" or "notin" ? Set() : Single();
        if (values is null)
        {
            return null;
        }

        var requirement = new LabelRequirement(key, comparison.Value, [.. values]);
        return requirement.Problem() is { } problem ? Fail(problem) : requirement;
    }

    private SortedSet<string>? Single()
    {
        if (Next is null or ",")
        {
            return [""];
        }

        var token = Take();
        return IsIdentifier(token) ? [token!] : FailSet($"found '{token}', expected: identifier");
    }

    private SortedSet<string>? Set()
    {
        var open = Take();
        if (open != "(")
        {
            return FailSet($"found '{open}' expected: '('");
        }

        if (Next == ")")
        {
            Take();
            return [""];
        }

        if (Next != "," && !IsIdentifier(Next))
        {
            return FailSet($"found '{Next}', expected: ',', ')' or identifier");
        }

        var values = new SortedSet<string>(StringComparer.Ordinal);
        return Elements(values) ? values : null;
    }

    /// <summary>Elements up to the closing bracket; an element may be empty.</summary>
    private bool Elements(SortedSet<string> values)
    {
        while (true)
        {
            var token = Take();
            if (IsIdentifier(token))
            {
                values.Add(token!);
                if (Next is not ("," or ")"))
                {
                    FailSet($"found '{Next}', expected: ',' or ')'");
                    return false;
                }
            }
            else if (token == ")")
            {
                return true;
            }
            else if (token == ",")
            {
                if (values.Count == 0 || Next is "," or ")")
                {
                    values.Add("");
                }
            }
            else
            {
                FailSet($"found '{token}', expected: ',', or identifier");
                return false;
            }
        }
    }

    private string? Take() => _position < _tokens.Count ? _tokens[_position++] : null;

    private LabelRequirement? Fail(string problem)
    {
        _problem = problem;
        return null;
    }

    private SortedSet<string>? FailSet(string problem)
    {
        _problem = problem;
        return null;
    }
}
