using System.Text;

namespace ImageStreams.Oci.Tests;

public class ManifestTests
{
    private const string D1 = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    private const string D2 = "sha256:2222222222222222222222222222222222222222222222222222222222222222";
    private const string Config = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"{{D1}}"}""";
    private const string Layer = $$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","size":3,"digest":"{{D2}}"}""";
    private const string Image = $$"""{"schemaVersion":2,"config":{{Config}},"layers":[{{Layer}}]}""";
    private const string Index = $$"""{"schemaVersion":2,"manifests":[{"digest":"{{D1}}","size":5,"platform":{"os":"linux","architecture":"arm64","variant":"v8","os.version":"1"} }]}""";

    [Theory]
    [InlineData(MediaTypes.OciManifest)]
    [InlineData(MediaTypes.DockerManifest)]
    [InlineData("application/vnd.oci.image.manifest.v1+json; charset=utf-8")]
    [InlineData("Application/JSON")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData(null)]
    public void Parse_OfAnImageManifest_GivesConfigAndLayers(string? contentType)
    {
        var manifest = Parse(Image, contentType);

        var image = manifest.Should().BeOfType<ImageManifestDocument>().Which;
        image.Config.Digest.Should().Be(Digest.Parse(D1));
        image.Layers.Should().ContainSingle().Which.Size.Should().Be(3);
        image.Digest.Should().Be(Digest.Compute(Encoding.UTF8.GetBytes(Image)));
        image.ContentType.Should().Be(contentType == MediaTypes.DockerManifest ? MediaTypes.DockerManifest : MediaTypes.OciManifest);
    }

    [Theory]
    [InlineData(MediaTypes.OciIndex, MediaTypes.OciIndex)]
    [InlineData(MediaTypes.DockerManifestList, MediaTypes.DockerManifestList)]
    [InlineData("application/octet-stream", MediaTypes.OciIndex)]
    public void Parse_OfAnIndex_GivesItsChildren(string contentType, string expected)
    {
        var manifest = Parse(Index, contentType);

        manifest.ContentType.Should().Be(expected);
        var child = manifest.Should().BeOfType<ManifestIndex>().Which.Manifests.Should().ContainSingle().Which;
        child.Platform!.ToString().Should().Be("linux/arm64/v8");
        child.Platform.OsVersion.Should().Be("1");
    }

    // CVE-2021-41190: one digest, one meaning.
    [Theory]
    [InlineData(MediaTypes.OciIndex, "has the header of an index")]
    [InlineData(MediaTypes.DockerManifest, "has another body type")]
    public void Parse_OfABodyThatDisagreesWithItsHeader_IsRefused_CVE_2021_41190(string contentType, string why)
    {
        var body = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Config}},"layers":[]}""";

        Refused(body, contentType).Message.Should().Contain("calls itself " + MediaTypes.OciManifest, why);
    }

    [Theory]
    [InlineData(MediaTypes.OciManifest)]
    [InlineData(MediaTypes.OciIndex)]
    [InlineData(null)]
    public void Parse_OfABodyWithLayersAndManifests_IsRefused_CVE_2021_41190(string? contentType) =>
        Refused($$"""{"schemaVersion":2,"config":{{Config}},"layers":[],"manifests":[]}""", contentType).Message.Should().Contain("must not have");

    [Theory]
    [InlineData("""{"schemaVersion":2,"schemaVersion":2}""", "twice")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Config}},"layers":[{"digest":"{{D1}}","digest":"{{D2}}"}]}""", "does not parse")]
    public void Parse_OfAMemberThatComesTwice_IsRefused(string body, string why) => Refused(body, null).Message.Should().Contain(why);

    [Theory]
    [InlineData("", null, "parse")]
    [InlineData("null", null, "not a JSON object")]
    [InlineData("[]", null, "not a JSON object")]
    [InlineData("<html></html>", "text/html", "instead of a manifest came")]
    [InlineData("{}", "text/html", "text/html")]
    [InlineData("{}", null, "schemaVersion")]
    [InlineData("{\"schemaVersion\":2}", MediaTypes.OciManifest, "\"config\"")]
    [InlineData("{\"schemaVersion\":2}", "application/vnd.example+json", "not supported")]
    [InlineData("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.example+json\"}", null, "not supported")]
    [InlineData("{\"schemaVersion\":3,\"manifests\":[]}", MediaTypes.OciIndex, "schemaVersion 2, not 3")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[null]}", MediaTypes.OciIndex, "no digest")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":null}", MediaTypes.OciIndex, "does not parse")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[{}]}", MediaTypes.OciIndex, "does not parse")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha256:../../x\"}]}", MediaTypes.OciIndex, "invalid digest")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"" + D1 + "\",\"size\":-1}]}", MediaTypes.OciIndex, "negative size")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"" + D1 + "\",\"size\":1e99}]}", MediaTypes.OciIndex, "does not parse")]
    [InlineData(Image + "x", MediaTypes.OciManifest, "does not parse")]
    [InlineData("{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[],\"signatures\":[{\"protected\":\"e30\"}]}", null, "formatLength")]
    [InlineData("{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[],\"signatures\":[{\"protected\":\"!\"}]}", null, "does not parse")]
    [InlineData("{\"schemaVersion\":1,\"fsLayers\":[{\"blobSum\":\"" + D1 + "\"}],\"history\":[]}", null, "1 layers, but 0 history")]
    public void Parse_OfAnUnusableDocument_SaysWhy(string body, string? contentType, string why) =>
        Refused(body, contentType).Message.Should().Contain(why);

    [Fact]
    public void Parse_OfTruncatedDocuments_NeverThrowsAnythingElse()
    {
        foreach (var (document, contentType) in new[] { (Image, MediaTypes.OciManifest), (Index, MediaTypes.OciIndex) })
        {
            for (var length = 0; length < document.Length; length++)
            {
                Refused(document[..length], contentType).Kind.Should().Be(RegistryErrorKind.InvalidManifest);
            }
        }
    }

    [Fact]
    public void Parse_OfMutatedDocuments_ParsesOrRefuses()
    {
        var random = new Random(41190);
        var seeds = new[] { Image, Index, TestData.Text("seeds/hello-world-schema1.json"), TestData.Text("seeds/hello-world-schema2.json") };
        for (var i = 0; i < 4_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[i % seeds.Length]);
            for (var edits = random.Next(1, 5); edits > 0; edits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Manifest.Parse(bytes, null).Digest.Should().NotBeNull();
            }
            catch (RegistryException e)
            {
                e.Kind.Should().BeOneOf(RegistryErrorKind.InvalidManifest, RegistryErrorKind.TooLarge);
            }
        }
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    [InlineData(10_000, false)]
    public void Parse_OfAHugeIndex_StopsAtTheLimit(int children, bool accepted)
    {
        var body = Encoding.UTF8.GetBytes(IndexOf(children));
        var parse = () => Manifest.Parse(body, MediaTypes.OciIndex);

        if (accepted)
        {
            parse.Should().NotThrow();
        }
        else
        {
            parse.Should().Throw<RegistryException>().Which.Should().Match<RegistryException>(
                e => e.Kind == RegistryErrorKind.TooLarge && e.Message == $"the manifest has {children} entries in \"manifests\"; at most 512 are accepted");
        }
    }

    [Fact]
    public void Parse_OfADescriptorThatNamesLittle_HasEmptyTextsAndNoNulls()
    {
        var manifest = Parse($$"""{"schemaVersion":2,"config":{"digest":"{{D1}}"},"layers":[{"digest":"{{D1}}","platform":{} }]}""", null);

        var layer = ((ImageManifestDocument)manifest).Layers[0];
        layer.MediaType.Should().BeEmpty();
        layer.Platform!.Os.Should().BeEmpty();
        layer.Platform.Architecture.Should().BeEmpty();
    }

    [Fact]
    public void Parse_WithOtherLimits_AppliesThem()
    {
        var limits = new RegistryLimits { MaxIndexChildren = 2, MaxLayers = 0 };

        Parsing(() => Manifest.Parse(Encoding.UTF8.GetBytes(IndexOf(3)), null, limits)).Should().Throw<RegistryException>();
        Parsing(() => Manifest.Parse(Encoding.UTF8.GetBytes(Image), null, limits)).Should().Throw<RegistryException>();
    }

    // CVE-2024-29902 and -29903: counted before anything is allocated for it.
    [Fact]
    public void Parse_OfAMillionEntries_AllocatesNothingPerEntry_CVE_2024_29903()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{string.Join(',', Enumerable.Repeat("{}", 1_000_000))}}]}""");
        var before = GC.GetAllocatedBytesForCurrentThread();

        Parsing(() => Manifest.Parse(body, MediaTypes.OciIndex)).Should().Throw<RegistryException>().WithMessage("*1000000 entries*");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2_000_000);
    }

    [Fact]
    public void Parse_OfDeeplyNestedJson_IsRefused()
    {
        var body = "{\"schemaVersion\":2,\"x\":" + new string('[', 1_000) + new string(']', 1_000) + "}";

        Refused(body, MediaTypes.OciIndex).Message.Should().Contain("does not parse");
    }

    private static Func<Manifest> Parsing(Func<Manifest> parse) => parse;

    private static Manifest Parse(string body, string? contentType) => Manifest.Parse(Encoding.UTF8.GetBytes(body), contentType);

    private static RegistryException Refused(string body, string? contentType) =>
        Parsing(() => Parse(body, contentType)).Should().Throw<RegistryException>().Which;

    private static string IndexOf(int children) =>
        $$"""{"schemaVersion":2,"manifests":[{{string.Join(',', Enumerable.Repeat($$"""{"digest":"{{D1}}","size":1}""", children))}}]}""";

    [Theory]
    [InlineData("<html></html>", "text/html; charset=utf-8", "instead of a manifest came \"text/html; charset=utf-8\"")]
    [InlineData("<html></html>", "application/json", "the manifest does not parse: '<' is an invalid start of a value (line 1, byte 1)")]
    [InlineData("{\"schemaVersion\":2,\n\"layers\":[", "application/json", "the manifest does not parse: ")]
    public void Parse_OfWhatIsNoJson_SaysWhatCameWithoutOurTypes(string content, string contentType, string message)
    {
        var parse = () => Manifest.Parse(System.Text.Encoding.UTF8.GetBytes(content), contentType);

        parse.Should().Throw<RegistryException>().Which.Message.Should().StartWith(message).And.NotContain("LineNumber").And.NotContain("ImageStreams");
    }
}
