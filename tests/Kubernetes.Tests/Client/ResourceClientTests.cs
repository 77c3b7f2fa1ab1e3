using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class ResourceClientTests : IAsyncLifetime
{
    private const string Collection = "/api/v1/namespaces/ns/configmaps";
    private static readonly NamespacedName Key = new("ns", "a");

    private readonly ManualTimeProvider _time = new();
    private readonly KubernetesClientOptions _options = new() { PageSize = 2, UserAgent = "imagestreams/1.2.3" };
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    private ResourceClient<ConfigMap> ConfigMaps => _client.Resource<ConfigMap>();

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = TestClients.To(_server, _time, _options);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task GetAsync_Object_IsReadUnderOurName()
    {
        _server.On($"GET {Collection}/a", FakeReply.Json(TestClients.ConfigMap("a", "7")));

        var configMap = await ConfigMaps.GetAsync(Key, CancellationToken.None);

        configMap.Metadata!.ResourceVersion.Should().Be("7");
        _server.Requests.Should().ContainSingle().Which.Headers["User-Agent"].Should().Be("imagestreams/1.2.3");
    }

    [Fact]
    public async Task FindAsync_NotThere_IsNullButAnUnservedKindIsAnError()
    {
        _server.On($"GET {Collection}/a", FakeReply.Status(404, "NotFound", "configmaps \"a\" not found"), FakeReply.Text(404, "text/plain", "404 page not found\n"));

        var found = await ConfigMaps.FindAsync(Key, CancellationToken.None);
        var unserved = () => ConfigMaps.FindAsync(Key, CancellationToken.None);

        found.Should().BeNull();
        (await unserved.Should().ThrowAsync<KubeApiException>()).Which.Status.Message.Should().Be("the server answered 404 NotFound: 404 page not found");
    }

    [Fact]
    public async Task CreateAsync_KindServedAtAnotherVersion_IsSentThere()
    {
        var stored = ImageStream.ResourceKind with { Version = "v1stored" };
        _server.On("POST /apis/image.openshift.io/v1stored/namespaces/ns/imagestreams", FakeReply.Json("""{"metadata":{"name":"s","namespace":"ns"}}"""));

        await _client.Resource<ImageStream>(stored).CreateAsync(
            new ImageStream { ApiVersion = "image.openshift.io/v1", Metadata = new ObjectMeta { Name = "s", Namespace = "ns" } },
            new WriteOptions { DryRun = true, FieldValidation = "Strict" },
            CancellationToken.None);

        var request = _server.Requests.Should().ContainSingle().Subject;
        request.Json["apiVersion"]!.GetValue<string>().Should().Be("image.openshift.io/v1stored");
        request.Json["kind"]!.GetValue<string>().Should().Be("ImageStream");
        request.Query.Should().BeEquivalentTo(
            new Dictionary<string, string> { ["dryRun"] = "All", ["fieldManager"] = "imagestreams", ["fieldValidation"] = "Strict" });
    }

    [Fact]
    public async Task Writes_EachVerb_HasItsMethodPathAndContentType()
    {
        _server.Otherwise(_ => FakeReply.Json(TestClients.ConfigMap("a", "1")));
        var configMap = new ConfigMap { Metadata = new ObjectMeta { Name = "a", Namespace = "ns", ResourceVersion = "1" } };
        var change = new JsonObject { ["data"] = new JsonObject() };

        await ConfigMaps.UpdateAsync(configMap, CancellationToken.None);
        await ConfigMaps.UpdateStatusAsync(configMap, CancellationToken.None);
        await ConfigMaps.PatchAsync(Key, Patch.Merge(change), CancellationToken.None);
        await ConfigMaps.PatchAsync(Key, Patch.Json([]), CancellationToken.None);
        await ConfigMaps.PatchAsync(Key, Patch.StrategicMerge(change), CancellationToken.None);
        await ConfigMaps.PatchStatusAsync(Key, Patch.Apply(configMap), new WriteOptions { FieldManager = "me", Force = true }, CancellationToken.None);
        await ConfigMaps.DeleteAsync(Key, new DeleteOptions { PropagationPolicy = "Foreground" }, CancellationToken.None);
        await ConfigMaps.DeleteCollectionAsync(ListOptions.In("ns") with { LabelSelector = "a=b" }, new DeleteOptions(), CancellationToken.None);

        _server.Requests.Select(r => $"{r.Route} {r.Headers["Content-Type"]}").Should().Equal(
            $"PUT {Collection}/a application/json",
            $"PUT {Collection}/a/status application/json",
            $"PATCH {Collection}/a application/merge-patch+json",
            $"PATCH {Collection}/a application/json-patch+json",
            $"PATCH {Collection}/a application/strategic-merge-patch+json",
            $"PATCH {Collection}/a/status application/apply-patch+yaml",
            $"DELETE {Collection}/a application/json",
            $"DELETE {Collection} application/json");
        _server.Requests[5].Query.Should().Contain("fieldManager", "me").And.Contain("force", "true");
        _server.Requests[5].Json["kind"]!.GetValue<string>().Should().Be("ConfigMap");
        _server.Requests[6].Json["propagationPolicy"]!.GetValue<string>().Should().Be("Foreground");
        _server.Requests[7].Query.Should().Contain("labelSelector", "a=b");
    }

    [Fact]
    public async Task CreateSubresourceAsync_Token_GoesBelowTheObject()
    {
        _server.On("POST /api/v1/namespaces/ns/serviceaccounts/a/token", FakeReply.Json("""{"kind":"TokenRequest","status":{"token":"t"}}"""));

        var answer = await _client.Resource<ServiceAccount>().CreateSubresourceAsync(Key, "token", new TokenRequest(), CancellationToken.None);

        answer.Status!.Token.Should().Be("t");
        _server.Requests[0].Json["apiVersion"]!.GetValue<string>().Should().Be("authentication.k8s.io/v1");
    }

    [Fact]
    public async Task CreateAsync_NamespacedKindWithoutNamespace_IsOurMistake()
    {
        var create = () => ConfigMaps.CreateAsync(new ConfigMap { Metadata = new ObjectMeta { Name = "a" } }, CancellationToken.None);

        (await create.Should().ThrowAsync<ArgumentException>()).WithMessage("ConfigMap lives in a namespace*");
    }

    [Fact]
    public async Task GetAsync_TooManyRequests_WaitsAsLongAsAsked()
    {
        _server.On($"GET {Collection}/a", FakeReply.TooManyRequests(3), FakeReply.Json(TestClients.ConfigMap("a", "1")));
        var started = _time.GetUtcNow();

        await _time.Until(ConfigMaps.GetAsync(Key, CancellationToken.None), TimeSpan.FromSeconds(0.5));

        (_time.GetUtcNow() - started).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(3));
        _server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task GetAsync_BadAnswersThenGood_TriesAgain()
    {
        var good = TestClients.ConfigMap("a", "1").ToJsonString();
        _server.On(
            $"GET {Collection}/a", FakeReply.Status(503, "ServiceUnavailable", "wait"), FakeReply.Reset(), FakeReply.Truncated(good, 10), FakeReply.InPieces(good, 1));

        var configMap = await _time.Until(ConfigMaps.GetAsync(Key, CancellationToken.None), TimeSpan.FromSeconds(0.5));

        configMap.Metadata!.Name.Should().Be("a");
        _server.Requests.Should().HaveCount(4);
    }

    [Fact]
    public async Task CreateAsync_ServerError_IsNotSentAgain()
    {
        _server.On($"POST {Collection}", FakeReply.Status(500, "InternalError", "perhaps done, perhaps not"));
        var create = () => ConfigMaps.CreateAsync(new ConfigMap { Metadata = new ObjectMeta { Name = "a", Namespace = "ns" } }, CancellationToken.None);

        (await create.Should().ThrowAsync<KubeApiException>()).WithMessage($"POST {Collection}: perhaps done, perhaps not");
        _server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task CreateAsync_ReviewAndServerError_IsAskedAgain()
    {
        _server.On(
            "POST /apis/authorization.k8s.io/v1/subjectaccessreviews",
            FakeReply.Status(500, "InternalError", "m"), FakeReply.Json("""{"kind":"SubjectAccessReview","status":{"allowed":true}}"""));

        var review = await _time.Until(
            _client.Resource<SubjectAccessReview>().CreateAsync(new SubjectAccessReview(), CancellationToken.None), TimeSpan.FromSeconds(0.5));

        review.Status!.Allowed.Should().BeTrue();
    }

    [Fact]
    public async Task GetAsync_Refused_CarriesTheStatus()
    {
        _server.On($"GET {Collection}/a", FakeReply.Status(403, "Forbidden", "you may not"));
        var get = () => ConfigMaps.GetAsync(Key, CancellationToken.None);

        var error = (await get.Should().ThrowAsync<KubeApiException>()).Which;

        error.Should().Match<KubeApiException>(e => e.IsForbidden && e.Status.Reason == "Forbidden" && !e.IsNotFound && !e.IsConflict);
    }

    [Theory]
    [InlineData(409, "AlreadyExists", nameof(KubeApiException.IsAlreadyExists))]
    [InlineData(409, "Conflict", nameof(KubeApiException.IsConflict))]
    [InlineData(410, "Gone", nameof(KubeApiException.IsExpired))]
    [InlineData(401, "Unauthorized", nameof(KubeApiException.IsUnauthorized))]
    [InlineData(422, "Invalid", nameof(KubeApiException.IsInvalid))]
    public async Task GetAsync_RefusedForAReason_IsKnownByIt(int code, string reason, string expected)
    {
        _server.On($"GET {Collection}/a", FakeReply.Status(code, reason, "m"));
        var get = () => ConfigMaps.GetAsync(Key, CancellationToken.None);

        var e = (await get.Should().ThrowAsync<KubeApiException>()).Which;

        new Dictionary<string, bool>
        {
            [nameof(e.IsAlreadyExists)] = e.IsAlreadyExists,
            [nameof(e.IsConflict)] = e.IsConflict,
            [nameof(e.IsExpired)] = e.IsExpired,
            [nameof(e.IsUnauthorized)] = e.IsUnauthorized,
            [nameof(e.IsInvalid)] = e.IsInvalid,
        }.Where(p => p.Value).Select(p => p.Key).Should().Equal(expected);
    }

    [Fact]
    public async Task GetAsync_HtmlError_IsNotQuoted()
    {
        _server.On($"GET {Collection}/a", FakeReply.Text(418, "text/html", "<html>proxy</html>"));
        var get = () => ConfigMaps.GetAsync(Key, CancellationToken.None);

        (await get.Should().ThrowAsync<KubeApiException>()).WithMessage($"GET {Collection}/a: the server answered 418 418");
    }

    [Fact]
    public async Task GetAsync_PageInsteadOfDocument_SaysWhatCame()
    {
        _server.On($"GET {Collection}/a", FakeReply.Text(200, "text/html", "<html>login</html>"));
        var get = () => ConfigMaps.GetAsync(Key, CancellationToken.None);

        (await get.Should().ThrowAsync<InvalidDataException>()).WithMessage($"GET {Collection}/a: the server's answer (text/html) is not the document asked for*");
    }

    [Fact]
    public async Task GetAsync_NoAnswer_EndsAtTheDeadline()
    {
        _server.On($"GET {Collection}/a", FakeReply.Hang());

        var get = () => _time.Until(ConfigMaps.GetAsync(Key, CancellationToken.None), TimeSpan.FromSeconds(10));

        (await get.Should().ThrowAsync<TimeoutException>()).WithMessage($"GET {Collection}/a: no answer within 60 seconds");
    }

    [Fact]
    public async Task GetAsync_TooLarge_IsCutOff()
    {
        _options.MaxObjectBytes = 1000;
        _server.On($"GET {Collection}/a", FakeReply.Json(TestClients.ConfigMap("ns", "a", "1", new string('x', 2000))));
        var get = () => ConfigMaps.GetAsync(Key, CancellationToken.None);

        (await get.Should().ThrowAsync<InvalidDataException>()).WithMessage("*larger than 1000 bytes");
    }

    [Fact]
    public async Task GetAsync_WrongTypes_NamesObjectAndField()
    {
        _server.On($"GET {Collection}/a", FakeReply.Json(TestClients.BrokenConfigMap("a", "5")));
        var get = () => ConfigMaps.GetAsync(Key, CancellationToken.None);

        (await get.Should().ThrowAsync<KubeDecodeException>()).WithMessage("configmaps \"ns/a\" cannot be read: data: has the wrong type");
    }

    [Fact]
    public async Task GetAsync_Redirect_IsNotFollowed()
    {
        _server.On($"GET {Collection}/a", FakeReply.WithHeader("Location", "/elsewhere", FakeReply.Text(302, "text/plain", "")));
        var get = () => ConfigMaps.GetAsync(Key, CancellationToken.None);

        (await get.Should().ThrowAsync<KubeApiException>()).WithMessage("*the server answered 302 Found");
        _server.Requests.Should().ContainSingle();
    }
}
