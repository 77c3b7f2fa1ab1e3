using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>An index that lags behind: what it has not seen is read.</summary>
public sealed class ImageIndexTests
{
    private const string StoredImages = "/apis/image.openshift.io/v1stored/images";
    private const string StoredStreams = "/apis/image.openshift.io/v1stored/namespaces/demo/imagestreams";
    private const string Layers = $"{ApiClient.Group}/namespaces/demo/imagestreams/s/layers";

    [Fact]
    public async Task Image_ThatTheIndexHasNotSeen_IsRead_AndThenRemembered()
    {
        await using var server = await StartAsync(isBlind: true);
        Put(server, '1', children: "23");
        Put(server, '2');
        PutStream(server, '1');

        var first = (await server.As().GetAsync(Layers)).Expect(200)["images"]!.AsObject();
        var reads = Reads(server);
        var second = (await server.As().GetAsync(Layers)).Expect(200)["images"]!.AsObject();

        Missing(first).Should().Equal(Objects.Digest('3'));
        Missing(second).Should().Equal(Objects.Digest('3'));
        reads.Should().BeEquivalentTo("GET 1", "GET 2", "GET 3");
        Reads(server).Should().HaveCount(3, "the stream is as it was");

        PutStream(server, '1');
        (await server.As().GetAsync(Layers)).Expect(200);
        Reads(server).Skip(3).Should().BeEquivalentTo(["GET 3"], "the stream has been written, and what was missing may have come before");

        server.Clock.Advance(TimeSpan.FromSeconds(6));
        (await server.As().GetAsync(Layers)).Expect(200);
        Reads(server).Skip(4).Should().BeEquivalentTo(["GET 3"], "nothing is called missing for long");

        server.Clock.Advance(TimeSpan.FromSeconds(31));
        (await server.As().GetAsync(Layers)).Expect(200);
        Reads(server).Should().HaveCount(8, "what was remembered is forgotten");
    }

    [Fact]
    public async Task Image_ThatTheIndexHas_IsNotRead()
    {
        await using var server = await StartAsync(isBlind: false);
        Put(server, '1');
        PutStream(server, '1');
        await Eventually.Succeeds(() => server.IndexedImages.Should().Be(1));
        await Eventually.Succeeds(async () =>
        {
            var before = Reads(server).Count;
            Missing((await server.As().GetAsync(Layers)).Expect(200)["images"]!.AsObject()).Should().BeEmpty();
            Reads(server).Should().HaveCount(before);
        });
    }

    [Fact]
    public async Task Image_ThatCannotBeAskedFor_IsNotCalledMissing()
    {
        await using var server = await StartAsync(isBlind: true);
        Put(server, '1');
        PutStream(server, '1');
        server.Plane.Fail(request => request.Path.StartsWith($"{StoredImages}/", StringComparison.Ordinal) ? FakeReply.Status(503, "ServiceUnavailable", "later") : null);

        (await server.As().GetAsync(Layers)).Expect(503)["message"]!.ToString().Should().Be("later");
    }

    [Fact]
    public async Task Name_ThatNoImageCanHave_IsMissingWithoutBeingAskedFor()
    {
        await using var server = await StartAsync(isBlind: true);
        server.Plane.Put($"{StoredStreams}/s", Objects.Parse("""
            {apiVersion: image.openshift.io/v1stored, kind: ImageStream, status: {dockerImageRepository: '', tags: [{tag: t, items: [{created: '2026-01-02T03:04:05Z', dockerImageReference: a/b, image: sha256-0000000000000000000000000000000000000000000000000000000000000000, generation: 1}]}]}}
            """));

        var images = (await server.As().GetAsync(Layers)).Expect(200)["images"]!.AsObject();

        Missing(images).Should().ContainSingle();
        Reads(server).Should().BeEmpty();
    }

    /// <summary>A server whose index sees no image at all, if it is blind.</summary>
    private static Task<ScriptedServer> StartAsync(bool isBlind) => ScriptedServer.StartAsync(server => server.Plane.Fail(request =>
        isBlind && request.Path == StoredImages
            ? request.Query.ContainsKey("watch") ? FakeReply.Hang() : FakeReply.List("1", null)
            : request.Path.StartsWith($"{StoredImages}/", StringComparison.Ordinal) && server.Plane.Find(request.Path) is null ? NotFound(request.Path) : null));

    private static FakeReply NotFound(string path)
    {
        var status = FakeReply.StatusBody(404, "NotFound", "not found");
        status["details"] = new JsonObject { ["name"] = path[(StoredImages.Length + 1)..], ["kind"] = "images" };
        return FakeReply.Text(404, "application/json", status.ToJsonString());
    }

    private static void Put(ScriptedServer server, char digit, string children = "")
    {
        var image = Objects.Image(digit);
        image["apiVersion"] = "image.openshift.io/v1stored";
        image["dockerImageManifests"] = children.Length == 0 ? null : new JsonArray([.. children.Select(c => new JsonObject { ["digest"] = Objects.Digest(c) })]);
        server.Plane.Put($"{StoredImages}/{Objects.Digest(digit).Replace(':', '-')}", image);
    }

    private static void PutStream(ScriptedServer server, char digit) => server.Plane.Put($"{StoredStreams}/s", Objects.Parse($$$"""
        {apiVersion: image.openshift.io/v1stored, kind: ImageStream, status: {dockerImageRepository: '', tags: [{tag: t, items: [{{{StreamCreation.Event(digit)}}}]}]}}
        """));

    private static List<string> Reads(ScriptedServer server) =>
        [.. server.Plane.Server.Requests.Where(r => r.Path.StartsWith($"{StoredImages}/", StringComparison.Ordinal)).Select(r => $"{r.Method} {r.Path[^1]}")];

    private static List<string> Missing(JsonObject images) =>
        [.. images.Where(i => i.Value!["imageMissing"]!.GetValue<bool>()).Select(i => i.Key)];
}
