namespace ImageStreams.ControlPlane.Tests;

public sealed class AdmissionExpressionTests
{
    [Theory]
    [InlineData("request.userInfo.username == 'a'", true)]
    [InlineData("request.userInfo.username == \"b\"", false)]
    [InlineData("request.userInfo.username != 'a'", false)]
    [InlineData("request.userInfo.username in ['x', 'a']", true)]
    [InlineData(" request.userInfo.username in [ ]", false)]
    [InlineData("request.userInfo.username in ['x',\n 'y']", false)]
    [InlineData("!(request.userInfo.username in ['x'])", true)]
    [InlineData("request.userInfo.username.startsWith('a')", true)]
    [InlineData("request.userInfo.username.startsWith('b')", false)]
    [InlineData("request.userInfo.username == 'b' || request.userInfo.username == 'a'", true)]
    [InlineData("request.userInfo.username == 'a' && request.userInfo.username != 'a'", false)]
    [InlineData("request.userInfo.username == 'a' || request.userInfo.username == 'b' && request.userInfo.username == 'c'", true)]
    [InlineData("(request.userInfo.username == 'a' || request.userInfo.username == 'b') && request.userInfo.username == 'c'", false)]
    public void Holds_OfUserA_IsWhatCelSays(string text, bool expected)
    {
        AdmissionExpression.TryParse(text, out var expression, out var problem).Should().BeTrue(problem);

        expression!.Holds("a").Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("request.userInfo.username")]
    [InlineData("request.userInfo.username == a")]
    [InlineData("request.userInfo.username == 'a")]
    [InlineData("request.userInfo.username == 'a\\'b'")]
    [InlineData("request.userInfo.username in ['a'")]
    [InlineData("request.userInfo.username in ['a' 'b']")]
    [InlineData("request.userInfo.username == 'a' extra")]
    [InlineData("(request.userInfo.username == 'a'")]
    [InlineData("request.userInfo.groups == 'a'")]
    [InlineData("'a' == request.userInfo.username")]
    public void TryParse_OfAnythingElse_SaysWhatWasExpected(string text)
    {
        AdmissionExpression.TryParse(text, out _, out var problem).Should().BeFalse();

        problem.Should().Contain("was expected at position");
    }

    [Fact]
    public void TryParse_OfDeepNesting_IsRefused()
    {
        AdmissionExpression.TryParse(new string('(', 100_000), out _, out var problem).Should().BeFalse();

        problem.Should().Be("the expression is nested too deep");
    }
}
