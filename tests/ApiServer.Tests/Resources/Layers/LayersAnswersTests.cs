using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>What layers cost at the store, and when an answer that is kept is not good any more.</summary>
public sealed class LayersAnswersTests
{
    private const string StoredImages = "/apis/image.openshift.io/v1stored/images";
    private const string StoredStream = "/apis/image.openshift.io/v1stored/namespaces/demo/imagestreams/s";
    private const string Stream = $"{ApiClient.Group}/namespaces/demo/imagestreams/s";

    [Fact]
    public async Task StreamThatDidNotChange_CostsOneLineOfTheStore_AndNothingElse_AndAnswersTheSame()
    {
        await using var server = await StartAsync("1");
        var first = (await GetAsync(server)).Text;
        var (before, reviews) = (Requests(server).Count, Reviews(server));
        reviews.Should().BePositive("the right was asked for once");

        var second = (await GetAsync(server)).Text;

        second.Should().Be(first);
        var request = Requests(server).Skip(before).Should().ContainSingle().Which;
        request.Route.Should().Be($"GET {StoredStream}");
        request.Query.Should().Contain("includeObject", "None");
        request.Headers["Accept"].Should().StartWith("application/json;as=Table;");
        Reviews(server).Should().Be(reviews);
    }

    [Fact]
    public async Task StreamThatChanged_IsReadOnce_AndItsImagesNotAtAll()
    {
        await using var server = await StartAsync("12");
        PutStream(server, "1");
        Images(await GetAsync(server)).Should().Equal(Objects.Digest('1'));
        var before = Requests(server).Count;

        PutStream(server, "12");
        var answer = await GetAsync(server);

        Images(answer).Should().Equal(Objects.Digest('1'), Objects.Digest('2'));
        Requests(server).Skip(before).Select(r => r.Query.ContainsKey("includeObject")).Should().Equal(true, false);
    }

    [Fact]
    public async Task ImageThatChanges_Goes_OrComes_ChangesTheAnswer()
    {
        await using var server = await StartAsync("12");
        (await GetAsync(server)).Expect(200);

        PutImage(server, '1', "sha256:another");
        await Eventually.Succeeds(async () => (await GetAsync(server)).Text.Should().Contain("sha256:another"));

        server.Plane.Delete(PathOf('2'));
        await Eventually.Succeeds(async () => IsMissing(await GetAsync(server), '2').Should().BeTrue());

        PutImage(server, '2', "sha256:back");
        await Eventually.Succeeds(async () => IsMissing(await GetAsync(server), '2').Should().BeFalse());
    }

    [Fact]
    public async Task ImageOfAnotherStream_LeavesTheAnswerAsItIs()
    {
        await using var server = await StartAsync("1");
        (await GetAsync(server)).Expect(200);
        PutImage(server, '3', "sha256:x");
        await Eventually.Succeeds(() => server.IndexedImages.Should().Be(2));
        var before = Requests(server).Count;

        (await GetAsync(server)).Expect(200);

        Requests(server).Skip(before).Should().ContainSingle().Which.Query.Should().ContainKey("includeObject");
    }

    [Fact]
    public async Task StreamThatIsDeleted_IsForgotten()
    {
        await using var server = await StartAsync("1");
        (await GetAsync(server)).Expect(200);

        server.Plane.Delete(StoredStream);

        (await GetAsync(server)).Code.Should().Be(404);
    }

    [Fact]
    public async Task OtherForms_AreMadeOfTheSame()
    {
        await using var server = await StartAsync("1");

        var yaml = (await server.As().GetAsync($"{Stream}/layers", "application/yaml")).Text;
        var pretty = (await server.As().GetAsync($"{Stream}/layers?pretty=true")).Text;

        yaml.Should().StartWith("apiVersion: image.openshift.io/v1\n").And.Contain("imageMissing: false");
        pretty.Should().StartWith("{\n  \"kind\": \"ImageStreamLayers\"");
        JsonNode.DeepEquals(JsonNode.Parse(pretty), (await GetAsync(server)).Json).Should().BeTrue();
    }

    [Fact]
    public async Task Tags_AreListedWithOneRequest_AndAnImageOfAStreamReadWithTwo()
    {
        await using var server = await StartAsync("123456789");
        await Eventually.Succeeds(() => server.IndexedImages.Should().Be(9));
        var before = Requests(server).Count;

        (await server.As().GetAsync($"{ApiClient.Group}/namespaces/demo/imagestreamtags")).Expect(200)["items"]!.AsArray().Should().HaveCount(9);
        Requests(server).Skip(before).Select(r => r.Route).Should().Equal($"GET {StoredStream[..^2]}");

        (await server.As().GetAsync($"{ApiClient.Group}/namespaces/demo/imagestreamimages/s@{Objects.Digest('4')}")).Expect(200);
        Requests(server).Skip(before + 1).Select(r => r.Route).Should().Equal($"GET {StoredStream}", $"GET {PathOf('4')}");
    }

    private static async Task<ScriptedServer> StartAsync(string images)
    {
        var server = await ScriptedServer.StartAsync(s =>
        {
            s.Plane.Fail(request => IsObject(request.Path) && s.Plane.Find(request.Path) is null ? NotFound(request.Path) : null);
            foreach (var digit in images)
            {
                PutImage(s, digit, $"sha256:layer{digit}");
            }

            PutStream(s, images);
        });
        await Eventually.Succeeds(() => server.IndexedImages.Should().Be(images.Length));
        return server;
    }

    private static Task<Answer> GetAsync(ScriptedServer server) => server.As().GetAsync($"{Stream}/layers");

    private static void PutImage(ScriptedServer server, char digit, string layer)
    {
        var image = Objects.Image(digit);
        image["apiVersion"] = "image.openshift.io/v1stored";
        image["dockerImageLayers"]![0]!["name"] = layer;
        server.Plane.Put(PathOf(digit), image);
    }

    private static void PutStream(ScriptedServer server, string images)
    {
        var tags = images.Select(digit => $"{{tag: t{digit}, items: [{StreamCreation.Event(digit)}]}}");
        server.Plane.Put(StoredStream, Objects.Parse($"""
            apiVersion: image.openshift.io/v1stored
            kind: ImageStream
            status: {"{"}dockerImageRepository: '', tags: [{string.Join(", ", tags)}]{"}"}
            """));
    }

    private static bool IsObject(string path) => path == StoredStream || path.StartsWith($"{StoredImages}/", StringComparison.Ordinal);

    private static FakeReply NotFound(string path)
    {
        var status = FakeReply.StatusBody(404, "NotFound", "not found");
        status["details"] = new JsonObject { ["name"] = path.Split('/')[^1] };
        return FakeReply.Text(404, "application/json", status.ToJsonString());
    }

    private static string PathOf(char digit) => $"{StoredImages}/{Objects.Digest(digit).Replace(':', '-')}";

    /// <summary>What has been asked of the store about streams and single images.</summary>
    private static List<FakeRequest> Requests(ScriptedServer server) =>
        [.. server.Plane.Server.Requests.Where(r => r.Path.EndsWith("/imagestreams", StringComparison.Ordinal) || IsObject(r.Path))];

    private static int Reviews(ScriptedServer server) => server.Plane.Server.Requests.Count(r => r.Path.EndsWith("reviews", StringComparison.Ordinal));

    private static List<string> Images(Answer answer) => [.. answer.Expect(200)["images"]!.AsObject().Select(i => i.Key)];

    private static bool IsMissing(Answer answer, char digit) => answer.Expect(200)["images"]![Objects.Digest(digit)]!["imageMissing"]!.GetValue<bool>();
}
