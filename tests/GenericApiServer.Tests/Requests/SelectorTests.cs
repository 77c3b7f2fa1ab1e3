using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>The texts were read from a kube-apiserver 1.36.</summary>
public sealed class SelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web", ["tier"] = "", ["n"] = "5" };

    [Theory]
    [InlineData("", true)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("!zone", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData(" app = web , tier ", true)]
    [InlineData("app!=web", false)]
    [InlineData("zone!=web", true)]
    [InlineData("app in (db, web)", true)]
    [InlineData("app in (db)", false)]
    [InlineData("app notin (db)", true)]
    [InlineData("zone notin (db)", true)]
    [InlineData("tier in ()", true)]
    [InlineData("tier=", true)]
    [InlineData("app in (,)", false)]
    [InlineData("tier in (x,)", true)]
    [InlineData("n>4", true)]
    [InlineData("n<5", false)]
    [InlineData("app>4", false)]
    [InlineData("in", false)]
    [InlineData("notin!=x", true)]
    [InlineData("example.com/a=b", false)]
    public void Matches_ALabelSelector_HoldsWhenAllRequirementsDo(string selector, bool expected)
    {
        var parsed = LabelSelectorExpression.Parse(selector);

        parsed.Matches(Labels).Should().Be(expected);
        var resource = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject(Labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))) } };
        parsed.Matches(resource).Should().Be(expected);
        LabelSelectorExpression.Parse(parsed.ToString()).ToString().Should().Be(parsed.ToString());
    }

    [Theory]
    [InlineData("a===b", "unable to parse requirement: found '=', expected: identifier")]
    [InlineData("a in b", "unable to parse requirement: found 'b' expected: '('")]
    [InlineData("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("a in (b,", "unable to parse requirement: found '', expected: ',', or identifier")]
    [InlineData("a in (!)", "unable to parse requirement: found '!', expected: ',', ')' or identifier")]
    [InlineData("a foo b", "unable to parse requirement: found 'foo', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("a!", "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("a>b", "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer")]
    [InlineData("a,,b", "found ',', expected: identifier after ','")]
    [InlineData("a,", "found '', expected: identifier after ','")]
    [InlineData(",", "found ',', expected: !, identifier, or 'end of string'")]
    [InlineData("!a=b", "found '=', expected: ',' or 'end of string'")]
    [InlineData("!", "unable to parse requirement: found '', expected: identifier")]
    [InlineData("=", "found '=', expected: !, identifier, or 'end of string'")]
    [InlineData("a=b=c", "found '=', expected: ',' or 'end of string'")]
    [InlineData("-a", "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [InlineData("A_B/c", "unable to parse requirement: <nil>: Invalid value: \"A_B/c\": prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")]
    [InlineData("a in (x,-b)", "unable to parse requirement: values[0][a]: Invalid value: \"-b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")]
    public void Parse_ABadLabelSelector_SaysWhatWasExpected(string selector, string message)
    {
        var act = () => LabelSelectorExpression.Parse(selector);

        var error = act.Should().Throw<ApiException>().Which;
        (error.Code, error.Message).Should().Be((400, message));
    }

    [Fact]
    public void Parse_AnOversizedSelector_IsRefusedUnread()
    {
        var act = () => LabelSelectorExpression.Parse(new string('a', 20_000));

        act.Should().Throw<ApiException>().Which.Message.Should().Be("label selector is longer than 16384 characters");
    }

    [Fact]
    public void From_ADocumentsSelector_MeansTheSame()
    {
        var selector = LabelSelectorExpression.From(new LabelSelector
        {
            MatchLabels = new Dictionary<string, string> { ["b"] = "1" },
            MatchExpressions = [new() { Key = "a", Operator = "NotIn", Values = ["y", "x"] }, new() { Key = "c", Operator = "Exists" }],
        });

        selector.ToString().Should().Be("a notin (x,y),b=1,c");
    }

    [Theory]
    [InlineData("metadata.name=a", true)]
    [InlineData("metadata.name==a", true)]
    [InlineData("metadata.name!=a", false)]
    [InlineData("metadata.name=a,metadata.namespace!=b", true)]
    [InlineData("metadata.namespace=", true)]
    [InlineData(",metadata.name=a,", true)]
    [InlineData("metadata.name=a\\,b", false)]
    public void Matches_AFieldSelector_ComparesTexts(string selector, bool expected) =>
        FieldSelectorExpression.Parse(selector).Matches(f => f == "metadata.name" ? "a" : null).Should().Be(expected);

    [Theory]
    [InlineData("foo", "invalid selector: 'foo'; can't understand 'foo'")]
    [InlineData("metadata.name=a,b", "invalid selector: 'metadata.name=a,b'; can't understand 'b'")]
    [InlineData("metadata.name>1", "invalid selector: 'metadata.name>1'; can't understand 'metadata.name>1'")]
    [InlineData("foo=ba\\r", "invalid field selector: invalid escape sequence: \\r")]
    [InlineData("foo=a=b", "invalid field selector: unescaped character in value: 61")]
    public void Parse_ABadFieldSelector_SaysWhatItIs(string selector, string message)
    {
        var act = () => FieldSelectorExpression.Parse(selector);

        act.Should().Throw<ApiException>().Which.Message.Should().Be(message);
    }

    [Fact]
    public void EnsureSupported_NamesTheFirstUnknownField()
    {
        var act = () => FieldSelectorExpression.Parse("metadata.name=a,foo=bar").EnsureSupported("metadata.name");

        act.Should().Throw<ApiException>().Which.Message.Should().Be("field label not supported: foo");
    }

    [Fact]
    public void RequiresExactMatch_UnescapesTheValue() =>
        FieldSelectorExpression.Parse(@"a=x\,y\=z\\").RequiresExactMatch("a").Should().Be(@"x,y=z\");
}
