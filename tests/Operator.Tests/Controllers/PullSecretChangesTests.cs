using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>A login that comes after its stream does not have to wait for the next attempt.</summary>
public sealed class PullSecretChangesTests : IAsyncLifetime
{
    private const string Secrets = "/api/v1/secrets";

    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly string Digest = Image.OciManifest.Digest.ToString();

    private ControllerFixture _fixture = null!;

    private IEnumerable<FakeRequest> Watches => _fixture.Cluster.Server.Requests.Where(r => r.Path == Secrets && r.Query.ContainsKey("watch"));

    public async Task InitializeAsync()
    {
        _fixture = await ControllerFixture.CreateAsync();
        _fixture.Serve("private/image", "1", Image);
        foreach (var method in (string[])["GET", "HEAD"])
        {
            _fixture.Registry.On(
                $"{method} /v2/private/image/manifests/1", Answers.Guarded($"Basic {Base64("bob:right")}", "Basic realm=\"r\"", Answers.Manifest(Image.OciManifest)));
        }
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", """{"auths":{"HOST":{"auth":"AUTH"}}}""")]
    [InlineData("kubernetes.io/dockercfg", ".dockercfg", """{"HOST":{"auth":"AUTH"}}""")]
    public async Task Secret_ThatComesLate_OpensTheRegistryAtOnce(string type, string key, string data)
    {
        await FailAsync();

        Put("pull", type, key, data, "bob:right");

        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Digest));
        _fixture.Status("s", "latest")!.ContainsKey("conditions").Should().BeFalse();
    }

    [Fact]
    public async Task Secret_ThatWasCorrectedWhileNobodyWasAtWork_IsNoticedAtTheStart()
    {
        Login("bob:right");
        var secret = _fixture.Cluster.Find("/api/v1/namespaces/test/secrets/pull")!;
        secret["metadata"]!["creationTimestamp"] = "2025-11-30T00:00:00Z";
        secret["metadata"]!["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "kubectl", ["time"] = "2025-12-31T12:00:00Z" });
        _fixture.Cluster.Put("/api/v1/namespaces/test/secrets/pull", secret);
        var failing = ControllerFixture.Tag("latest", _fixture.From("private/image:1"));
        _fixture.Apply("s", failing);
        var stored = _fixture.Cluster.Find(ControllerFixture.PathOf("s"))!;
        stored["status"] = new JsonObject
        {
            ["tags"] = new JsonArray(new JsonObject
            {
                ["tag"] = "latest",
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "ImportSuccess",
                    ["status"] = "False",
                    ["reason"] = ImportReasons.Unauthorized,
                    ["message"] = "no access; next attempt at 2025-12-31T12:00:00Z",
                    ["lastTransitionTime"] = "2025-12-31T00:00:00Z",
                    ["generation"] = stored["metadata"]!["generation"]!.DeepClone(),
                }),
            }),
        };
        _fixture.Cluster.Put(ControllerFixture.PathOf("s"), stored);

        await _fixture.StartAsync();

        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Digest));
    }

    [Fact]
    public async Task Secret_ThatIsCorrected_OpensTheRegistryAtOnce()
    {
        Login("bob:wrong");
        await FailAsync();

        Login("bob:right");

        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Digest));
    }

    [Fact]
    public async Task Secret_ThatDoesNotHelp_CostsOneAttemptAndNoWrite()
    {
        await FailAsync();
        var (requests, writes) = (_fixture.RequestsTo("/v2/private/"), _fixture.WritesTo("s"));

        Login("bob:wrong");
        await Eventually.Succeeds(() => _fixture.RequestsTo("/v2/private/").Should().BeGreaterThan(requests));
        await _fixture.SeeAnotherStreamAsync();
        var tried = _fixture.RequestsTo("/v2/private/");
        await _fixture.SeeAnotherStreamAsync();

        _fixture.RequestsTo("/v2/private/").Should().Be(tried);
        _fixture.WritesTo("s").Should().Be(writes);
        _fixture.Reason("s", "latest").Should().Be(ImportReasons.Unauthorized);
    }

    [Fact]
    public async Task Secret_OfAnotherNamespaceOrType_ChangesNothing()
    {
        await FailAsync();
        var requests = _fixture.RequestsTo("/v2/private/");

        _fixture.Cluster.Put("/api/v1/namespaces/other/secrets/pull", Secret("kubernetes.io/dockercfg", ".dockercfg", "{}", "bob:right"));
        Put("opaque", "Opaque", "key", "{}", "bob:right");
        await _fixture.SeeAnotherStreamAsync();

        _fixture.RequestsTo("/v2/private/").Should().Be(requests);
    }

    [Fact]
    public async Task Secrets_AreWatchedByTheirMetadataAlone()
    {
        await FailAsync();

        Watches.Select(r => r.Query["fieldSelector"]).Should().BeEquivalentTo("type=kubernetes.io/dockerconfigjson", "type=kubernetes.io/dockercfg");
        _fixture.Cluster.Server.Requests.Where(r => r.Path == Secrets).Should()
            .OnlyContain(r => r.Headers["Accept"].StartsWith("application/json; as=PartialObjectMetadata", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecretsThatMayNotBeWatched_StopNobody()
    {
        _fixture.Cluster.Fail(r => r.Path == Secrets ? FakeReply.Status(403, "Forbidden", "secrets is forbidden") : null);
        await _fixture.StartAsync();

        await _fixture.SeeAnotherStreamAsync();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Has a stream be refused while the secrets are being watched.</summary>
    private async Task FailAsync()
    {
        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("private/image:1")));
        await _fixture.StartAsync();
        await Eventually.Succeeds(() =>
        {
            _fixture.Reason("s", "latest").Should().Be(ImportReasons.Unauthorized);
            Watches.Should().HaveCount(2);
        });
        await _fixture.SeeAnotherStreamAsync();
    }

    private void Login(string login) => Put("pull", "kubernetes.io/dockerconfigjson", ".dockerconfigjson", """{"auths":{"HOST":{"auth":"AUTH"}}}""", login);

    private void Put(string name, string type, string key, string data, string login) =>
        _fixture.Cluster.Put($"/api/v1/namespaces/test/secrets/{name}", Secret(type, key, data, login));

    private JsonObject Secret(string type, string key, string data, string login)
    {
        var text = data.Replace("HOST", _fixture.Registry.Host, StringComparison.Ordinal).Replace("AUTH", Base64(login), StringComparison.Ordinal);
        return new JsonObject { ["type"] = type, ["data"] = new JsonObject { [key] = Base64(text) } };
    }
}
