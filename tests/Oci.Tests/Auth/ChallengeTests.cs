namespace ImageStreams.Oci.Tests;

public class ChallengeTests
{
    [Theory]
    [InlineData("""Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push",error="invalid_token" """)]
    [InlineData("""bearer  realm = "https://auth.docker.io/token" , service=registry.docker.io,  scope="repository:a/b:pull,push", error=invalid_token""")]
    [InlineData("""Bearer error="invalid_token",scope="repository:a/b:pull,push",Service="registry.docker.io",REALM="https://auth.docker.io/token",x""")]
    public void TryParse_OfABearerChallenge_ReadsItsParameters(string header)
    {
        Challenge.TryParse(header, out var challenge).Should().BeTrue();

        challenge!.IsBearer.Should().BeTrue();
        challenge.Realm.Should().Be("https://auth.docker.io/token");
        challenge.Service.Should().Be("registry.docker.io");
        challenge.Scope.Should().Be("repository:a/b:pull,push");
        challenge.Error.Should().Be("invalid_token");
    }

    [Fact]
    public void TryParse_OfQuotedQuotes_UnescapesThem()
    {
        Challenge.TryParse("""Basic realm="a \"b\", c\\" """, out var challenge).Should().BeTrue();

        challenge!.IsBasic.Should().BeTrue();
        challenge.Realm.Should().Be("a \"b\", c\\");
    }

    [Fact]
    public void ParseAll_OfSeveralChallenges_KeepsThemApart()
    {
        var challenges = Challenge.ParseAll("""Negotiate, Basic realm="r", Bearer realm="https://x/t",service="s" """);

        challenges.Select(c => c.Scheme).Should().Equal("Negotiate", "Basic", "Bearer");
        challenges[1].Realm.Should().Be("r");
        challenges[2].Service.Should().Be("s");
    }

    [Fact]
    public void ParseAll_WithAParameterTwice_TakesTheFirst() =>
        Challenge.ParseAll("Bearer realm=\"https://good/\",realm=\"https://bad/\"")[0].Realm.Should().Be("https://good/");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("=x")]
    [InlineData("realm=\"x\"")]
    [InlineData("\"Bearer\"")]
    public void TryParse_OfNoChallenge_IsFalse(string header) => Challenge.TryParse(header, out _).Should().BeFalse();

    [Fact]
    public void ParseAll_OfAHugeHeader_ReadsNothing() => Challenge.ParseAll("Bearer x=" + new string('a', 100_000)).Should().BeEmpty();

    [Fact]
    public void ParseAll_OfMutatedHeaders_Ends()
    {
        var random = new Random(401);
        const string seed = """Bearer realm="https://auth/token",service="s", Basic realm=r""";
        for (var i = 0; i < 20_000; i++)
        {
            var text = seed.ToCharArray();
            text[random.Next(text.Length)] = " \",=\\\u0001ä"[random.Next(7)];
            text[random.Next(text.Length)] = " \",=\\\u0001ä"[random.Next(7)];

            Challenge.ParseAll(new string(text, 0, random.Next(text.Length))).Should().HaveCountLessThan(20);
        }
    }
}
