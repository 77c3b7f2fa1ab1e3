namespace ImageStreams.Images.Tests;

public sealed class ImageIdsTests
{
    private static readonly string A = Make.Digest('a');
    private static readonly string Abc = $"sha256:ab{new string('c', 62)}";
    private static readonly string Abd = $"sha256:ab{new string('d', 62)}";

    public static TheoryData<string, string, string[]> Vectors { get; } = new()
    {
        { "V48", A, [A] },
        { "V49: hex without algorithm", "aa", [A] },
        { "V50", "sha256:aa", [A] },
        { "V51", "ab", [Abc, Abd] },
        { "V52", "ff", [] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Resolve_FindsTheImagesThatTheIdMayMean(string vector, string id, string[] expected)
    {
        var stream = Make.Stream().With(
            Make.History("x", $"r1|{A}|1", $"r2|{Abc}|1"), Make.History("y", $"r3|{Abd}|1", $"r1|{A}|1", "ref||1"));

        var match = ImageIds.Resolve(stream.Status, id);

        match.Images.Should().Equal(expected, vector);
        match.IsFound.Should().Be(expected.Length == 1);
        match.IsAmbiguous.Should().Be(expected.Length > 1);
        (match.Event?.DockerImageReference).Should().Be(expected.Length == 1 ? "r1" : null);
        ImageIds.Resolve([A, Abd, Abc, A], id).Images.Should().Equal(expected, vector);
    }

    [Fact]
    public void AmbiguousMessage_NamesTheCandidates() =>
        ImageIds.AmbiguousMessage(ImageIds.Resolve([Abd, Abc], "ab"), "ab").Should().Be($"multiple images match the prefix \"ab\": {Abc}, {Abd}");

    [Fact]
    public void Matches_OfANameThatIsNoDigest_TakesItsBeginning()
    {
        ImageIds.Matches("x:yz", "x").Should().BeTrue();
        ImageIds.Matches("x:yz", "y").Should().BeFalse();
    }
}
