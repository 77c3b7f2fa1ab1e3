using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class ReadyDocumentTests
{
    [Fact]
    public void Gzip_OfParts_IsTheWholeToAnyReader()
    {
        ReadyPart[] parts =
        [
            new("{\"a\":\""u8.ToArray()), new([]), new(RandomNumberGenerator.GetBytes(100_000)), new(Encoding.ASCII.GetBytes(new string('x', 70_000))),
            new("\"}"u8.ToArray()),
        ];
        var document = new ReadyDocument([.. parts, parts[3]]);
        var gzip = document.Gzip.SelectMany(p => p.ToArray()).ToArray();

        using var reader = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress); // checks length and checksum
        using var whole = new MemoryStream();
        reader.CopyTo(whole);

        whole.ToArray().Should().Equal(document.ToArray());
        gzip.LongLength.Should().Be(document.GzipLength);
        whole.Length.Should().Be(document.Length);
    }

    [Fact]
    public void Gzip_OfNothing_IsNothing()
    {
        using var reader = new GZipStream(new MemoryStream([.. new ReadyDocument([]).Gzip.SelectMany(p => p.ToArray())]), CompressionMode.Decompress);

        reader.ReadByte().Should().Be(-1);
    }

    [Fact]
    public void Checksum_OfTwoParts_IsThatOfTheWhole()
    {
        var whole = new ReadyPart("compressed by itself"u8.ToArray());

        var joined = GzipChecksum.Join(new ReadyPart("compressed "u8.ToArray()).Checksum, new ReadyPart("by itself"u8.ToArray()).Checksum, 9);

        joined.Should().Be(whole.Checksum).And.NotBe(0);
    }
}
