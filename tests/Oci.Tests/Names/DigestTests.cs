using System.Text;

namespace ImageStreams.Oci.Tests;

public class DigestTests
{
    private const string OfAbc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Compute_OfKnownBytes_IsTheirSha256() => Digest.Compute("abc"u8).ToString().Should().Be(OfAbc);

    [Fact]
    public void Parse_OfADigest_RoundTrips()
    {
        var digest = Digest.Parse(OfAbc);

        digest.Algorithm.Should().Be("sha256");
        digest.Hex.Should().Be(OfAbc[7..]);
        digest.Should().Be(Digest.Compute("abc"u8));
        digest.Matches("abc"u8).Should().BeTrue();
        digest.Matches("abd"u8).Should().BeFalse();
    }

    [Fact]
    public void Matches_OfASha512Digest_UsesItsAlgorithm()
    {
        var digest = Digest.Parse("sha512:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData("abc"u8)));

        digest.Matches("abc"u8).Should().BeTrue();
    }

    // CVE-2024-3727: what reaches a URL or a file name is a digest by grammar, or nothing.
    [Theory]
    [InlineData("")]
    [InlineData("sha256")]
    [InlineData("sha256:")]
    [InlineData(":ba7816bf")]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../../etc/pw")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a\n")]
    [InlineData("md5:900150983cd24fb0d6963f7d28e17f72")]
    [InlineData("sha256:sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f2")]
    public void TryParse_OfAnythingElse_RefusesIt_CVE_2024_3727(string text)
    {
        Digest.TryParse(text, out _).Should().BeFalse();
        var parse = () => Digest.Parse(text);
        parse.Should().Throw<FormatException>().Which.Message.Should().NotContain("\n");
    }

    [Fact]
    public void StartHash_FedInPieces_Matches()
    {
        var digest = Digest.Parse(OfAbc);
        using var hash = digest.StartHash();

        foreach (var piece in "abc")
        {
            hash.AppendData(Encoding.ASCII.GetBytes([piece]));
        }

        digest.Matches(hash).Should().BeTrue();
    }
}
