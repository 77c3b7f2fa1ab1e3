using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Oci;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A stream of 500 tags with 15 layers each: what is made anew when little has changed, and what an answer costs.</summary>
public sealed class LayersAnswerTests
{
    private const int Tags = 500;

    private readonly Dictionary<BlobName, ImageIndexEntry> _images =
        Enumerable.Range(0, Tags + 1).Select(ImageOf).ToDictionary(i => i.Name);

    [Fact]
    public void OneTagThatMoves_ChangesThePartsOfItsImageAlone()
    {
        var names = Names(Tags);
        var before = AnswerOf("1", names, null);

        var after = AnswerOf("2", [.. names[..7], BlobOf(Tags), .. names[7..]], before);

        var changed = after.Parts.Except(before.Parts, ReferenceEqualityComparer.Instance).Cast<LayersPart>().ToList();
        var news = _images[BlobOf(Tags)].Layers.Select(l => l.Name).Append(BlobOf(Tags)).Append(_images[BlobOf(Tags)].Config).ToHashSet();
        changed.Should().OnlyContain(part => part.Members.Any(m => news.Contains(m.Name)), "only parts with something new are written");
        changed.Should().HaveCountLessThan(after.Parts.Count() / 3);
        JsonNode.DeepEquals(JsonOf(after), JsonOf(AnswerOf("2", [.. names[..7], BlobOf(Tags), .. names[7..]], null))).Should().BeTrue();
    }

    [Fact]
    public void SameStreamAgain_SharesEverythingButItsMetadata()
    {
        var before = AnswerOf("1", Names(Tags), null);

        var after = AnswerOf("2", Names(Tags), before);

        after.Parts.Should().Equal(before.Parts, ReferenceEquals);
        JsonOf(after)["metadata"]!["resourceVersion"]!.ToString().Should().Be("2");
    }

    [Fact]
    public void StreamThatGrowsAndShrinks_IsWhatAFreshAnswerIs()
    {
        LayersAnswer? answer = null;
        foreach (var count in (int[])[0, 1, 500, 3, 40, 0, 2])
        {
            answer = AnswerOf("1", Names(count), answer);

            var json = JsonOf(answer);
            JsonNode.DeepEquals(json, JsonOf(AnswerOf("1", Names(count), null))).Should().BeTrue();
            json["images"]!.AsObject().Should().HaveCount(count);
        }
    }

    [Fact]
    public void Document_IsWhatTheEntityWouldBe()
    {
        var json = JsonOf(AnswerOf("1", [BlobOf(1), BlobName.Of("sha256:gone")], null));

        var read = System.Text.Json.JsonSerializer.Deserialize(json, EntitiesJsonContext.Default.ImageStreamLayers);

        JsonNode.DeepEquals(System.Text.Json.JsonSerializer.SerializeToNode(read, EntitiesJsonContext.Default.ImageStreamLayers), json).Should().BeTrue();
        read!.Images!["sha256:gone"].ImageMissing.Should().BeTrue();
        read.Images[BlobOf(1).ToString()].Layers.Value.Should().HaveCount(15);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public async Task Sending_AllocatesNothingThatGrowsWithTheStream(string encoding)
    {
        var parts = AnswerOf("1", Names(Tags), null).Parts.Select(p => p.Json).ToList();

        var small = await AllocatedAsync(new ReadyDocument(parts), encoding);
        var large = await AllocatedAsync(new ReadyDocument([.. parts, .. parts, .. parts]), encoding);

        large.Should().BeLessThanOrEqualTo(small + 1024, "of {0} bytes for each request", small);
    }

    [Fact]
    public void Cache_HoldsNoMoreThanItMay()
    {
        var one = AnswerOf("1", Names(10), null);
        var cache = new LayersCache(5 * one.Document.Length);

        foreach (var name in (string[])["a", "b", "a", "c", "a"])
        {
            if (cache.Find(new("ns", name)) is null)
            {
                cache.Set(new("ns", name), one);
            }
        }

        cache.Size.Should().Be(4 * one.Document.Length);
        cache.Find(new("ns", "a")).Should().BeSameAs(one);
        cache.Find(new("ns", "b")).Should().BeNull("it was not asked for longest");
        cache.Set(new("ns", "big"), AnswerOf("1", Names(Tags), null));
        cache.Size.Should().Be(0, "what does not fit by itself is not held");
    }

    private static async Task<long> AllocatedAsync(ReadyDocument document, string encoding)
    {
        var result = KubeResults.Object(document);
        await SendAsync(result, encoding); // compresses what is compressed once
        await SendAsync(result, encoding);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await SendAsync(result, encoding);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Task SendAsync(IResult result, string encoding)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(System.IO.Stream.Null));
        context.Request.Method = "GET";
        context.Request.Headers.AcceptEncoding = encoding;
        return result.ExecuteAsync(context);
    }

    private LayersAnswer AnswerOf(string version, IReadOnlyList<BlobName> names, LayersAnswer? former) => new(
        version,
        new ObjectMeta { Name = "s", Namespace = "demo", ResourceVersion = version },
        new StreamGraph(LayerGraph.Build(names, _images.GetValueOrDefault), 0, DateTimeOffset.MaxValue),
        former);

    private static List<BlobName> Names(int count) => [.. Enumerable.Range(0, count).Select(BlobOf)];

    private static JsonNode JsonOf(LayersAnswer answer) => JsonNode.Parse(answer.Document.ToArray())!;

    private static BlobName BlobOf(int number) => NameOf($"image {number}");

    private static BlobName NameOf(string text) => BlobName.Of($"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");

    /// <summary>Five layers are everybody's, five those of ten images, five its own.</summary>
    private static ImageIndexEntry ImageOf(int number) => new()
    {
        Name = BlobOf(number),
        MediaType = MediaTypes.OciManifest,
        Config = NameOf($"config {number}"),
        Layers = [.. Enumerable.Range(0, 15).Select(i => new LayerBlob(NameOf($"layer {i} {(i < 5 ? 0 : i < 10 ? number / 10 : number)}"), 1_000 + i, MediaTypes.OciLayer))],
    };
}
