using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

public sealed class AllowedRegistriesTests
{
    private const string Listed = "not allowed by whitelist: \"quay.io:443\", \"docker.io:443\", \"*.corp.io:5000\"";

    private static readonly AllowedRegistries Three =
        new([new AllowedRegistry("quay.io", false), new AllowedRegistry("docker.io", false), new AllowedRegistry("*.corp.io:5000", false)]);

    [Theory]
    [InlineData("V80", "quay.io/a/b:1", TransportSecurity.Secure, null)]
    [InlineData("V81", "ruby", TransportSecurity.Secure, null)]
    [InlineData("V82", "registry-1.docker.io/library/ruby", TransportSecurity.Secure, null)]
    [InlineData("V83", "x.corp.io:5000/a/b", TransportSecurity.Secure, null)]
    [InlineData("V84", "evil.io/a/b", TransportSecurity.Secure, "registry \"evil.io\" " + Listed)]
    [InlineData("V85", "quay.io/a/b", TransportSecurity.Insecure, "registry \"quay.io\" " + Listed)]
    [InlineData("V86", "quay.io/a/b", TransportSecurity.Any, null)]
    [InlineData("V87", "quay.io:80/a/b", TransportSecurity.Secure, "registry \"quay.io:80\" " + Listed)]
    [InlineData("a port of its own", "quay.io:5000/a/b", TransportSecurity.Any, null)]
    [InlineData("the wrong port", "x.corp.io/a/b", TransportSecurity.Any, "registry \"x.corp.io\" " + Listed)]
    [InlineData("the host alone", "corp.io:5000/a/b", TransportSecurity.Secure, "registry \"corp.io:5000\" " + Listed)]
    [InlineData("a longer host", "quay.io.evil.com/a/b", TransportSecurity.Secure, "registry \"quay.io.evil.com\" " + Listed)]
    public void FindProblem_MatchesHostAndPort(string vector, string reference, TransportSecurity transport, string? expected) =>
        Three.FindProblem(ImageReference.Parse(reference), transport).Should().Be(expected, vector);

    [Fact]
    public void FindProblem_WithoutEntries_AllowsNothing() =>
        new AllowedRegistries([]).FindProblem(ImageReference.Parse("quay.io/a"), TransportSecurity.Secure)
            .Should().Be("registry \"quay.io\" not allowed by empty whitelist"); // V88

    [Fact]
    public void From_NoConfiguration_AllowsEverything() =>
        AllowedRegistries.From([], "reg:5000").FindProblem(ImageReference.Parse("evil.io/a"), TransportSecurity.Secure).Should().BeNull();

    [Fact]
    public void From_AConfiguration_AlwaysAllowsTheIntegratedRegistry()
    {
        var allowed = AllowedRegistries.From([new AllowedRegistry("quay.io", true)], "reg:5000");

        allowed.FindProblem(ImageReference.Parse("reg:5000/ns/s"), TransportSecurity.Secure).Should().BeNull();
        allowed.FindProblem(ImageReference.Parse("evil.io/a"), TransportSecurity.Secure)
            .Should().Be("registry \"evil.io\" not allowed by whitelist: \"reg:5000\", \"quay.io:80\"");
    }

    [Theory]
    [InlineData(5, "\"h0:443\", \"h1:443\", \"h2:443\", \"h3:443\", \"h4:443\"")]
    [InlineData(7, "\"h0:443\", \"h1:443\", \"h2:443\", \"h3:443\", and 3 more ...")]
    public void FindProblem_OfALongList_ShowsItsBeginning(int count, string expected)
    {
        var allowed = new AllowedRegistries([.. Enumerable.Range(0, count).Select(i => new AllowedRegistry($"h{i}", false))]);

        allowed.FindProblem(ImageReference.Parse("evil.io/a"), TransportSecurity.Secure).Should().EndWith("whitelist: " + expected);
    }
}
