namespace ImageStreams.ControlPlane.Tests;

public sealed class StaticTokenFileTests
{
    [Fact]
    public void Parse_OfAllForms_ReadsThem()
    {
        var users = StaticTokenFile.Parse(
            """
            # comment
            t1,alice,1,"dev,team"

            t2,bob,2
            t3,"carol ""c"" x", 3, solo
            t4,dave,,""
            """.ReplaceLineEndings("\r\n"),
            "f");

        users.Should().HaveCount(4);
        users["t1"].Shown().Should().Be("alice/1 dev,team");
        users["t2"].Groups.Should().BeEmpty();
        users["t3"].Shown().Should().Be("carol \"c\" x/3 solo");
        users["t4"].Shown().Should().Be("dave/ ");
    }

    [Theory]
    [InlineData("t1,alice", 1)]
    [InlineData("t1,alice,1\n,bob,2", 2)]
    [InlineData("t1,alice,1\n\nt2,,2", 3)]
    [InlineData("t1,alice,1,\"dev", 1)]
    [InlineData("t1,al\"ice,1", 1)]
    [InlineData("t1,\"alice\"x,1", 1)]
    [InlineData("t1,alice,1\nt1,bob,2", 2)]
    public void Parse_OfABadLine_NamesItsNumberAndKeepsTheToken(string text, int line)
    {
        var parse = () => StaticTokenFile.Parse(text, "tokens.csv");

        parse.Should().Throw<InvalidDataException>().WithMessage($"tokens.csv line {line}: *").Which.Message.Should().NotContain("t1");
    }
}
