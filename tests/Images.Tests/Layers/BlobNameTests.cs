using System.Runtime.CompilerServices;
using System.Text;

namespace ImageStreams.Images.Tests;

public sealed class BlobNameTests
{
    private const string Digest = "sha256:00ff0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab";

    [Theory]
    [InlineData(Digest)]
    [InlineData("sha256:00FF0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab")]
    [InlineData("sha256:00ff0123456789abcdef0123456789abcdef0123456789abcdef0123456789a")]
    [InlineData("sha256:00ff0123456789abcdef0123456789abcdef0123456789abcdef0123456789xy")]
    [InlineData("sha512:00ff0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab")]
    [InlineData("sha256:")]
    [InlineData("ü")]
    [InlineData("")]
    public void Of_AnyText_IsThatText(string text)
    {
        BlobName.Of(text).ToString().Should().Be(text);
        BlobName.Of(Encoding.UTF8.GetBytes(text)).Should().Be(BlobName.Of(text));
        BlobName.Of(text).IsEmpty.Should().Be(text.Length == 0);
    }

    [Fact]
    public void OfStored_IsTheServedName()
    {
        BlobName.OfStored(Encoding.UTF8.GetBytes(Digest.Replace(':', '-'))).Should().Be(BlobName.Of(Digest));
        BlobName.OfStored("a--5fb"u8).ToString().Should().Be("a_b");
    }

    [Fact]
    public void Digests_ThatDifferInOneByte_AreDifferent()
    {
        for (var i = 7; i < Digest.Length; i++)
        {
            var other = BlobName.Of($"{Digest[..i]}{(Digest[i] == 'e' ? 'd' : 'e')}{Digest[(i + 1)..]}");

            other.Should().NotBe(BlobName.Of(Digest));
        }
    }

    [Fact]
    public void TryWriteDigest_WritesDigestsAlone()
    {
        var buffer = new byte[71];

        BlobName.Of("sha256:L1").TryWriteDigest(buffer).Should().BeFalse();
        BlobName.Of(Digest).TryWriteDigest(buffer).Should().BeTrue();

        Encoding.UTF8.GetString(buffer).Should().Be(Digest);
        BlobName.Of(Digest).FirstByte.Should().Be(0);
        BlobName.Of(Digest.Replace("00ff", "ab00", StringComparison.Ordinal)).FirstByte.Should().Be(0xab);
    }

    [Fact]
    public void ADigest_IsItsBytes() => Unsafe.SizeOf<BlobName>().Should().Be(32 + IntPtr.Size);
}
