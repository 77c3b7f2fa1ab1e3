using System.Diagnostics.CodeAnalysis;

namespace ImageStreams.ControlPlane;

/// <summary>
/// The part of CEL that the control plane evaluates: comparisons of <c>request.userInfo.username</c> with texts (<c>==</c>, <c>!=</c>,
/// <c>in [...]</c>, <c>.startsWith(...)</c>), joined by <c>&amp;&amp;</c>, <c>||</c>, <c>!</c> and parentheses.
/// </summary>
/// <remarks>docs/spec/control-plane.md#admission-policies. Whatever else is written is refused when the policy is created: nothing is guessed.</remarks>
internal sealed class AdmissionExpression
{
    private const string User = "request.userInfo.username";

    private readonly Func<string, bool> _holds;

    private AdmissionExpression(Func<string, bool> holds) => _holds = holds;

    /// <summary>Whether the expression is true for a user.</summary>
    public bool Holds(string user) => _holds(user);

    public static bool TryParse(string text, [NotNullWhen(true)] out AdmissionExpression? expression, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            var parser = new Parser(text);
            expression = new AdmissionExpression(parser.Whole());
            problem = null;
            return true;
        }
        catch (FormatException e)
        {
            expression = null;
            problem = e.Message;
            return false;
        }
    }

    private sealed class Parser(string text)
    {
        private int _at;

        public Func<string, bool> Whole()
        {
            var result = Or(0);
            SkipSpace();
            return _at == text.Length ? result : throw Unexpected("the end");
        }

        private Func<string, bool> Or(int depth)
        {
            var left = And(depth);
            while (Take("||"))
            {
                var (first, second) = (left, And(depth));
                left = user => first(user) || second(user);
            }

            return left;
        }

        private Func<string, bool> And(int depth)
        {
            var left = Not(depth);
            while (Take("&&"))
            {
                var (first, second) = (left, Not(depth));
                left = user => first(user) && second(user);
            }

            return left;
        }

        private Func<string, bool> Not(int depth)
        {
            if (depth > 50)
            {
                throw new FormatException("the expression is nested too deep");
            }

            if (Take("!"))
            {
                var inner = Not(depth + 1);
                return user => !inner(user);
            }

            if (!Take("("))
            {
                return Comparison();
            }

            var whole = Or(depth + 1);
            Expect(")");
            return whole;
        }

        private Func<string, bool> Comparison()
        {
            Expect(User);
            if (Take("=="))
            {
                var wanted = Literal();
                return user => user == wanted;
            }

            if (Take("!="))
            {
                var unwanted = Literal();
                return user => user != unwanted;
            }

            if (Take(".startsWith("))
            {
                var prefix = Literal();
                Expect(")");
                return user => user.StartsWith(prefix, StringComparison.Ordinal);
            }

            Expect("in");
            var list = List();
            return list.Contains;
        }

        private HashSet<string> List()
        {
            var items = new HashSet<string>(StringComparer.Ordinal);
            Expect("[");
            while (!Take("]"))
            {
                items.Add(Literal());
                if (!Take(","))
                {
                    Expect("]");
                    break;
                }
            }

            return items;
        }

        private string Literal()
        {
            SkipSpace();
            if (_at >= text.Length || text[_at] is not ('\'' or '"'))
            {
                throw Unexpected("a text in quotes");
            }

            var end = text.IndexOf(text[_at], _at + 1);
            if (end < 0 || text.AsSpan(_at, end - _at).Contains('\\'))
            {
                throw Unexpected("a text in quotes without escapes");
            }

            var literal = text[(_at + 1)..end];
            _at = end + 1;
            return literal;
        }

        private bool Take(string token)
        {
            SkipSpace();
            if (!text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal))
            {
                return false;
            }

            _at += token.Length;
            return true;
        }

        private void Expect(string token)
        {
            if (!Take(token))
            {
                throw Unexpected($"'{token}'");
            }
        }

        private void SkipSpace()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
        }

        private FormatException Unexpected(string wanted) => new(
            $"this control plane evaluates comparisons of {User} only: {wanted} was expected at position {_at + 1}");
    }
}
