using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry.Tests;

/// <summary>The protocol letter by letter, as clients other than ours see it.</summary>
public sealed class ProtocolTests(RegistryFixture registry) : IClassFixture<RegistryFixture>
{
    private static readonly SampleImage Image = SampleImage.Create(3);

    [Theory]
    [InlineData("/v2/")]
    [InlineData("/v2")]
    public async Task Ping_SaysThatItIsARegistry(string path)
    {
        var response = await registry.Http.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.GetValues("Docker-Distribution-Api-Version").Should().Equal("registry/2.0");
        (await response.Content.ReadAsStringAsync()).Should().Be("{}");
    }

    [Theory]
    [InlineData("GET", "/v1/", 404, "UNSUPPORTED")]
    [InlineData("GET", "/admin/blobs/sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 405, "UNSUPPORTED")]
    [InlineData("DELETE", "/admin/blobs/sha256:xyz", 400, "DIGEST_INVALID")]
    [InlineData("DELETE", "/admin/blobs/sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 404, "BLOB_UNKNOWN")]
    [InlineData("GET", "/v2/a", 404, "UNSUPPORTED")]
    [InlineData("GET", "/v2/A/tags/list", 400, "NAME_INVALID")]
    [InlineData("GET", "/v2/tags/list", 400, "NAME_INVALID")]
    [InlineData("GET", "/v2/a/_manifests/tags/list", 400, "NAME_INVALID")]
    [InlineData("GET", "/v2/nobody/tags/list", 404, "NAME_UNKNOWN")]
    [InlineData("POST", "/v2/nobody/tags/list", 405, "UNSUPPORTED")]
    [InlineData("GET", "/v2/nobody/manifests/latest", 404, "MANIFEST_UNKNOWN")]
    [InlineData("GET", "/v2/nobody/manifests/sha256:xyz", 400, "TAG_INVALID")]
    [InlineData("DELETE", "/v2/nobody/manifests/latest", 404, "MANIFEST_UNKNOWN")]
    [InlineData("POST", "/v2/nobody/manifests/latest", 405, "UNSUPPORTED")]
    [InlineData("GET", "/v2/nobody/blobs/sha256:xyz", 400, "DIGEST_INVALID")]
    [InlineData("GET", "/v2/nobody/blobs/sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 404, "BLOB_UNKNOWN")]
    [InlineData("DELETE", "/v2/nobody/blobs/sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 404, "BLOB_UNKNOWN")]
    [InlineData("PUT", "/v2/nobody/blobs/sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 405, "UNSUPPORTED")]
    [InlineData("PATCH", "/v2/nobody/blobs/uploads/0123", 404, "BLOB_UPLOAD_UNKNOWN")]
    [InlineData("PATCH", "/v2/nobody/blobs/uploads/..%2f..%2fx", 404, "BLOB_UPLOAD_UNKNOWN")]
    [InlineData("PATCH", "/v2/nobody/blobs/uploads/00000000000000000000000000000000", 404, "BLOB_UPLOAD_UNKNOWN")]
    [InlineData("GET", "/v2/nobody/blobs/uploads/", 405, "UNSUPPORTED")]
    [InlineData("GET", "/v2/_catalog?n=-1", 400, "PAGINATION_NUMBER_INVALID")]
    [InlineData("GET", "/v2/_catalog?n=x", 400, "PAGINATION_NUMBER_INVALID")]
    public async Task Request_ThatCannotBe_GetsAnErrorBody(string method, string path, int status, string code)
    {
        var response = await registry.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await ShouldBeErrorAsync(response, status, code);
    }

    [Fact]
    public async Task Blob_WithARange_IsServedInPart()
    {
        var layer = Image.Layers[0];
        await registry.PushClient("range/a").UploadBlobAsync(layer.Digest, layer.Content, default);
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/range/a/blobs/{layer.Digest}") { Headers = { Range = new RangeHeaderValue(10, 19) } };

        var response = await registry.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        response.Content.Headers.ContentRange!.ToString().Should().Be($"bytes 10-19/{layer.Size}");
        (await response.Content.ReadAsByteArrayAsync()).Should().Equal(layer.Content[10..20].ToArray());
    }

    [Fact]
    public async Task Blob_WhoseContentIsRemoved_IsGoneFromEveryRepository()
    {
        var layer = SampleImage.Create(31).Layers[1];
        await registry.PushClient("content/a").UploadBlobAsync(layer.Digest, layer.Content, default);
        await registry.PushClient("content/b").UploadBlobAsync(layer.Digest, layer.Content, default);

        var response = await registry.Http.DeleteAsync($"/admin/blobs/{layer.Digest}");

        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        foreach (var repository in (string[])["content/a", "content/b"])
        {
            (await registry.Http.GetAsync($"/v2/{repository}/blobs/{layer.Digest}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        }

        await registry.PushClient("content/a").UploadBlobAsync(layer.Digest, layer.Content, default);
        (await registry.Http.GetAsync($"/v2/content/a/blobs/{layer.Digest}")).StatusCode.Should().Be(HttpStatusCode.OK, "it can be pushed again");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    public async Task Health_SaysThatItLives(string path) =>
        (await registry.Http.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.OK);

    [Fact]
    public async Task Blob_ByHead_TellsLengthAndDigest()
    {
        var layer = Image.Layers[0];
        await registry.PushClient("head/a").UploadBlobAsync(layer.Digest, layer.Content, default);

        var response = await registry.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/v2/head/a/blobs/{layer.Digest}"));

        response.Content.Headers.ContentLength.Should().Be(layer.Size);
        response.Headers.GetValues("Docker-Content-Digest").Should().Equal(layer.Digest.ToString());
    }

    [Fact]
    public async Task Blob_Deleted_IsGoneHereAndStaysElsewhere()
    {
        var layer = Image.Layers[1];
        await registry.PushClient("gone/a").UploadBlobAsync(layer.Digest, layer.Content, default);
        await registry.PushClient("gone/b").UploadBlobAsync(layer.Digest, layer.Content, default);

        (await registry.Http.DeleteAsync($"/v2/gone/a/blobs/{layer.Digest}")).StatusCode.Should().Be(HttpStatusCode.Accepted);

        (await registry.PushClient("gone/a").HasBlobAsync(layer.Digest, default)).Should().BeFalse();
        (await registry.PushClient("gone/b").HasBlobAsync(layer.Digest, default)).Should().BeTrue();
    }

    [Fact]
    public async Task Upload_InOneRequest_IsDone()
    {
        var response = await registry.Http.PostAsync($"/v2/single/a/blobs/uploads/?digest={Digest.Compute("abc"u8)}", Body("abc"));

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Headers.Location!.ToString().Should().Be($"/v2/single/a/blobs/{Digest.Compute("abc"u8)}");
        (await registry.Http.GetStringAsync(response.Headers.Location)).Should().Be("abc");
    }

    [Fact]
    public async Task Upload_WithAnotherDigest_IsRefusedAndForgotten()
    {
        var upload = await StartAsync("wrong/a");

        await ShouldBeErrorAsync(await registry.Http.PutAsync($"{upload}?digest={Digest.Compute("abd"u8)}", Body("abc")), 400, "DIGEST_INVALID");

        await ShouldBeErrorAsync(await registry.Http.GetAsync(upload), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?digest=x")]
    public async Task Upload_FinishedWithoutADigest_IsRefused(string query) =>
        await ShouldBeErrorAsync(await registry.Http.PutAsync(await StartAsync("nodigest/a") + query, Body("abc")), 400, "DIGEST_INVALID");

    [Fact]
    public async Task Upload_InChunks_TellsHowFarItIsAndRefusesGaps()
    {
        var upload = await StartAsync("gaps/a");

        var first = await registry.Http.PatchAsync(upload, Chunk("hello ", 0));
        first.StatusCode.Should().Be(HttpStatusCode.Accepted);
        first.Headers.GetValues("Range").Should().Equal("0-5");
        var gap = await registry.Http.PatchAsync(upload, Chunk("world", 7));
        gap.Headers.GetValues("Range").Should().Equal("0-5");
        await ShouldBeErrorAsync(gap, 416, "RANGE_INVALID");
        (await registry.Http.PatchAsync(upload, Body("world"))).Headers.GetValues("Range").Should().Equal("0-10");

        var done = await registry.Http.PutAsync($"{upload}?digest={Digest.Compute("hello world"u8)}", null);
        done.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Upload_AcrossARestart_GoesOnWhereItWas()
    {
        var upload = await StartAsync("resume/a");
        await registry.Http.PatchAsync(upload, Chunk("hello ", 0));

        await registry.RestartAsync();
        var progress = await registry.Http.GetAsync(upload);
        progress.StatusCode.Should().Be(HttpStatusCode.NoContent);
        progress.Headers.GetValues("Range").Should().Equal("0-5");
        var done = await registry.Http.PutAsync($"{upload}?digest={Digest.Compute("hello world"u8)}", Chunk("world", 6));

        done.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Upload_Cancelled_IsForgotten()
    {
        var upload = await StartAsync("cancel/a");

        (await registry.Http.DeleteAsync(upload)).StatusCode.Should().Be(HttpStatusCode.NoContent);

        await ShouldBeErrorAsync(await registry.Http.PatchAsync(upload, Body("x")), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task Upload_OfAnotherRepository_IsUnknown()
    {
        var upload = await StartAsync("mine/a");

        await ShouldBeErrorAsync(
            await registry.Http.PatchAsync(upload.Replace("mine/a", "yours/a", StringComparison.Ordinal), Body("x")), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task Manifest_WhoseBlobsAreMissing_IsRefused()
    {
        var response = await PutAsync("missing/a", "latest", Image.OciManifest.Bytes.ToArray(), MediaTypes.OciManifest);

        (await ShouldBeErrorAsync(response, 400, "MANIFEST_BLOB_UNKNOWN")).Should().Contain(Image.Config.Digest.ToString());
        await ShouldBeErrorAsync(await registry.Http.GetAsync("/v2/missing/a/manifests/latest"), 404, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task Manifest_WhoseBlobsAreElsewhereOnly_IsRefused()
    {
        await Image.PushAsync(registry.PushClient("elsewhere/a"), "latest", Image.OciManifest, default);

        await ShouldBeErrorAsync(
            await PutAsync("elsewhere/b", "latest", Image.OciManifest.Bytes.ToArray(), MediaTypes.OciManifest), 400, "MANIFEST_BLOB_UNKNOWN");
    }

    [Fact]
    public async Task Index_WhoseChildrenAreMissing_IsRefused()
    {
        var response = await PutAsync("orphan/a", "latest", SampleIndex.Oci(Image).Manifest.Bytes.ToArray(), MediaTypes.OciIndex);

        (await ShouldBeErrorAsync(response, 400, "MANIFEST_BLOB_UNKNOWN")).Should().Contain(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Manifest_UnderAnotherDigest_IsRefused()
    {
        await Image.PushBlobsAsync(registry.PushClient("lie/a"), isSchema1: false, default);

        await ShouldBeErrorAsync(
            await PutAsync("lie/a", Image.Config.Digest.ToString(), Image.OciManifest.Bytes.ToArray(), MediaTypes.OciManifest), 400, "MANIFEST_INVALID");
    }

    [Theory]
    [InlineData("{}", MediaTypes.OciManifest)]
    [InlineData("<html>", MediaTypes.OciManifest)]
    [InlineData("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}", MediaTypes.OciManifest)]
    public async Task Manifest_ThatIsNone_IsRefused(string body, string mediaType) =>
        await ShouldBeErrorAsync(await PutAsync("none/a", "latest", Encoding.UTF8.GetBytes(body), mediaType), 400, "MANIFEST_INVALID");

    [Fact]
    public async Task Manifest_OfAnUnknownType_IsKeptAsItIs()
    {
        const string mediaType = "application/vnd.example.thing+json";

        (await PutAsync("thing/a", "v1", "whatever"u8.ToArray(), mediaType)).StatusCode.Should().Be(HttpStatusCode.Created);

        var response = await registry.Http.GetAsync("/v2/thing/a/manifests/v1");
        response.Content.Headers.ContentType!.ToString().Should().Be(mediaType);
        (await response.Content.ReadAsStringAsync()).Should().Be("whatever");
        await ShouldBeErrorAsync(await PutAsync("thing/a", Image.Config.Digest.ToString(), "whatever"u8.ToArray(), mediaType), 400, "DIGEST_INVALID");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Manifest_LargerThanTheLimit_IsRefused(bool chunked)
    {
        var content = new ByteArrayContent(new byte[(64 << 10) + 1]);
        var request = new HttpRequestMessage(HttpMethod.Put, "/v2/large/a/manifests/latest") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;

        await ShouldBeErrorAsync(await registry.Http.SendAsync(request), 413, "SIZE_INVALID");
    }

    [Fact]
    public async Task Manifest_WithAForeignLayer_NeedsNoBlobOfIt()
    {
        await Image.PushBlobsAsync(registry.PushClient("foreign/a"), isSchema1: false, default);
        var body = $$"""
            {"schemaVersion":2,"config":{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{Image.Config.Digest}}","size":{{Image.Config.Size}}},
             "layers":[{"mediaType":"{{MediaTypes.DockerForeignLayer}}","digest":"{{Digest.Compute("x"u8)}}","size":1,"urls":["https://example.com/x"]}]}
            """;

        (await PutAsync("foreign/a", "latest", Encoding.UTF8.GetBytes(body), MediaTypes.OciManifest)).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    // CVE-2023-2253: what a client asks for is not what is allocated.
    [Theory]
    [InlineData("?n=0", "", null)]
    [InlineData("?n=2", "a,b", "</v2/pages/a/tags/list?n=2&last=b>; rel=\"next\"")]
    [InlineData("?n=2&last=b", "c", null)]
    [InlineData("?last=b", "c", null)]
    [InlineData("?n=99999999999999999", "a,b,c", null)]
    public async Task Tags_AreServedInPages_CVE_2023_2253(string query, string expected, string? link)
    {
        foreach (var tag in new[] { "c", "a", "b" })
        {
            await Image.PushAsync(registry.PushClient("pages/a"), tag, Image.OciManifest, default);
        }

        var response = await registry.Http.GetAsync($"/v2/pages/a/tags/list{query}");

        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        string.Join(',', body["tags"]!.AsArray().Select(t => t!.GetValue<string>())).Should().Be(expected);
        body["name"]!.GetValue<string>().Should().Be("pages/a");
        (response.Headers.TryGetValues("Link", out var links) ? links.Single() : null).Should().Be(link);
    }

    [Fact]
    public async Task Catalog_ListsWhatHasManifests()
    {
        await Image.PushAsync(registry.PushClient("catalog/full"), "latest", Image.OciManifest, default);
        await Image.PushBlobsAsync(registry.PushClient("catalog/blobs-only"), isSchema1: false, default);

        var body = JsonNode.Parse(await registry.Http.GetStringAsync("/v2/_catalog?n=1&last=catalog/a"))!;

        body["repositories"]!.AsArray().Select(r => r!.GetValue<string>()).Should().Equal("catalog/full");
    }

    private static ByteArrayContent Body(string text) => new(Encoding.UTF8.GetBytes(text));

    private static ByteArrayContent Chunk(string text, int start)
    {
        var content = Body(text);
        content.Headers.TryAddWithoutValidation("Content-Range", $"{start}-{start + text.Length - 1}");
        return content;
    }

    private static async Task<string> ShouldBeErrorAsync(HttpResponseMessage response, int status, string code)
    {
        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).Should().Be(status, body);
        var error = JsonNode.Parse(body)!["errors"]![0]!;
        error["code"]!.GetValue<string>().Should().Be(code);
        return error["message"]!.GetValue<string>();
    }

    private Task<HttpResponseMessage> PutAsync(string path, string reference, byte[] body, string mediaType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return registry.Http.PutAsync($"/v2/{path}/manifests/{reference}", content);
    }

    private async Task<string> StartAsync(string path)
    {
        var response = await registry.Http.PostAsync($"/v2/{path}/blobs/uploads/", null);
        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        return response.Headers.Location!.ToString();
    }
}
