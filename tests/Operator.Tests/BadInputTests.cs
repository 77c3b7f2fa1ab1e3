using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>
/// What is wrong is told where its user looks: in the condition and the events of the stream, or in the exit text of the program; and nobody
/// else is lost or stopped. What registries can do wrong to an import is listed in the class of the same name in Import.Tests.
/// </summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly string Digest = Image.OciManifest.Digest.ToString();

    private readonly TemporaryFolder _folder = new();
    private ControllerFixture _fixture = null!;

    public static TheoryData<string, string> StoredWrong => new()
    {
        { """{"spec":5}""", "spec: has the wrong type" },
        { """{"spec":{"tags":{"a":1}}}""", "spec.tags: has the wrong type" },
        { """{"spec":{"tags":[{"name":5}]}}""", "spec.tags[0].name: " },
        { """{"spec":{"tags":["latest"]}}""", "spec.tags[0]: has the wrong type" },
        { """{"spec":{"tags":[{"name":"a","generation":"one"}]}}""", "spec.tags[0].generation: " },
        { """{"spec":{"tags":[{"name":"a","importPolicy":{"scheduled":"yes"}}]}}""", "spec.tags[0].importPolicy.scheduled: " },
        { """{"status":{"tags":[{"tag":"a","items":7}]}}""", "status.tags[0].items: has the wrong type" },
        { """{"status":{"tags":[{"tag":"a","items":[{"created":"yesterday"}]}]}}""", "status.tags[0].items: not an RFC 3339 time" },
        { """{"metadata":{"annotations":{"a":1}}}""", "metadata.annotations.a: " },
    };

    public static TheoryData<string, string, string> Answered => new()
    {
        { "login", "GET http://HOST/v2/bad/image/manifests/1: 401 Unauthorized: UNAUTHORIZED: authentication required", "A login can be given with --authfile." },
        { "wrong password", "GET http://HOST/token: 401 Unauthorized: incorrect username or password", "A login can be given with --authfile." },
        { "denied", "GET http://HOST/v2/bad/image/manifests/1: 403 Forbidden: DENIED: requested access to the resource is denied", "" },
        { "404", "GET http://HOST/v2/bad/image/manifests/1: 404 NotFound: MANIFEST_UNKNOWN: manifest unknown", "" },
        { "500", "GET http://HOST/v2/bad/image/manifests/1: 500 InternalServerError", "" },
        { "html", "instead of a manifest came \"text/html\"", "" },
        { "cut json", "the manifest does not parse: ", "" },
        { "huge", "GET http://HOST/v2/bad/image/manifests/1: the manifest is larger than 4194304 bytes", "" },
        { "unknown type", "manifests of type \"application/x-thing\" are not supported", "" },
        { "wrong config", "content integrity error: the blob retrieved with digest sha256:", "" },
        { "no config", "GET http://HOST/v2/bad/image/blobs/sha256:", "" },
        { "config that is none", "the image configuration does not parse: ", "" },
        { "10000 children", "the manifest has 10000 entries in \"manifests\"", "" },
        { "empty list", "the index names no image", "" },
        { "list without its image", "GET http://HOST/v2/bad/image/manifests/sha256:", "" },
        { "list with a wrong image", "content integrity error: the manifest retrieved with digest sha256:", "" },
    };

    public async Task InitializeAsync()
    {
        _fixture = await ControllerFixture.CreateAsync();
        _fixture.Serve("a/b", "1", Image);
    }

    public async Task DisposeAsync()
    {
        await _fixture.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("a/b", "a/b:1", " \"\" is invalid: spec.tags[a/b].name: Invalid value: \"a/b\": may not contain '/'")]
    [InlineData("latest", "UPPER/case", " \"\" is invalid: from.name: Invalid value: \"UPPER/case\": invalid name: ")]
    public async Task NameThatDoesNotParse_IsToldByConditionAndEvent(string tag, string from, string message)
    {
        _fixture.Apply("s", ControllerFixture.Tag(tag, from), ControllerFixture.Tag("good", _fixture.From("a/b:1")));
        await _fixture.StartAsync();

        await Eventually.Succeeds(() =>
        {
            _fixture.Reason("s", tag).Should().Be(ImportReasons.InvalidReference);
            _fixture.Image("s", "good").Should().Be(Digest);
            _fixture.Events.Should().ContainSingle(e => e.StartsWith($"Warning ImportFailed tag {tag}: {message}", StringComparison.Ordinal));
        });
        _fixture.Status("s", tag)!["conditions"]![0]!["message"]!.GetValue<string>().Should().StartWith(message);
    }

    [Theory]
    [MemberData(nameof(StoredWrong))]
    public async Task StreamWithFieldsOfTheWrongType_IsToldOnceAndStopsNobody(string stored, string problem)
    {
        var broken = JsonNode.Parse(stored)!.AsObject();
        _fixture.Cluster.Put(ControllerFixture.PathOf("broken"), broken);
        await _fixture.StartAsync();

        await _fixture.SeeAnotherStreamAsync();
        _fixture.Cluster.Put(ControllerFixture.PathOf("broken"), broken);
        await _fixture.SeeAnotherStreamAsync();

        await Eventually.Succeeds(() => _fixture.Events
            .Should().ContainSingle(e => e.StartsWith("Warning ImportFailed the image stream cannot be read and is left alone: ", StringComparison.Ordinal))
            .Which.Should().Contain(problem).And.NotContain("ImageStreams."));
        _fixture.Logs.Should().ContainSingle(l => l.StartsWith("Warning Image stream test/broken cannot be read", StringComparison.Ordinal));
        _fixture.WritesTo("broken").Should().Be(0);
    }

    [Fact]
    public async Task StreamThatBecomesUnreadable_IsImportedAgainWhenItIsMended()
    {
        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("a/b:1")));
        await _fixture.StartAsync();
        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Digest));
        var whole = _fixture.Cluster.Find(ControllerFixture.PathOf("s"))!;
        var broken = whole.DeepClone().AsObject();
        broken["spec"]!["tags"] = "none";

        _fixture.Cluster.Put(ControllerFixture.PathOf("s"), broken);
        await Eventually.Succeeds(() => _fixture.Events.Should().ContainSingle(e => e.Contains("spec.tags: has the wrong type", StringComparison.Ordinal)));
        whole["spec"]!["tags"]!.AsArray().Add(ControllerFixture.Tag("more", _fixture.From("a/b:1")));
        _fixture.Cluster.Put(ControllerFixture.PathOf("s"), whole);

        await Eventually.Succeeds(() => _fixture.Image("s", "more").Should().Be(Digest));
        _fixture.Logs.Should().NotContain(l => l.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ImageWithFieldsOfTheWrongType_StopsNobody()
    {
        _fixture.Cluster.Put($"{ControllerFixture.Group}/images/sha256-{Image.OciManifest.Digest.Hex}", new JsonObject { ["dockerImageLayers"] = "none" });
        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.StartAsync();

        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Digest, "the image exists, whatever is in it"));
    }

    [Fact]
    public async Task SecretThatIsNotJson_IsToldOnceAndNothingOfItShown()
    {
        _fixture.Registry.On("GET /v2/private/image/manifests/1", Answers.Challenge("Basic realm=\"r\""));
        _fixture.Cluster.Put("/api/v1/namespaces/test/secrets/broken", new JsonObject
        {
            ["type"] = "kubernetes.io/dockerconfigjson",
            ["data"] = new JsonObject { [".dockerconfigjson"] = Convert.ToBase64String("s3cret"u8.ToArray()) },
        });
        _fixture.Apply("s", ControllerFixture.Tag("latest", _fixture.From("private/image:1")));
        await _fixture.StartAsync();
        await Eventually.Succeeds(() => _fixture.Reason("s", "latest").Should().Be(ImportReasons.Unauthorized));

        for (var attempt = 2; attempt <= 3; attempt++)
        {
            await _fixture.PassAMinuteAsync();
            await Eventually.Succeeds(() => _fixture.RequestsTo("/v2/private/").Should().Be(attempt));
        }

        await _fixture.SeeAnotherStreamAsync();
        _fixture.Events.Where(e => e.Contains("CredentialsIgnored", StringComparison.Ordinal))
            .Should().Equal("Warning CredentialsIgnored secret \"broken\": the docker configuration is not JSON");
        _fixture.Cluster.Writes.Should().NotContain(w => w.Method == "PATCH" && w.Path.Contains("/events/", StringComparison.Ordinal));
        _fixture.Logs.Concat(_fixture.Events).Should().NotContain(l => l.Contains("s3cret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("clusters: {{ secret\n")]
    [InlineData("secret")]
    [InlineData("[secret]")]
    [InlineData("{\"secret")]
    [InlineData("clusters: secret")]
    [InlineData("current-context: secret\nclusters: [{name: a, cluster: [secret]}]")]
    public async Task KubeconfigThatDoesNotParse_IsOneLineWithItsPlace(string content)
    {
        var file = _folder.Write("kubeconfig", content);

        var result = await CommandResult.RunAsync("run", "--api-server=false", "--kubeconfig", file);

        result.ExitCode.Should().Be(CommandLine.Usage);
        result.Error.Should().StartWith($"error: {file}:").And.NotContain("   at ");
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle();
    }

    [Fact]
    public async Task KubeconfigThatDoesNotParse_ShowsNothingOfItself()
    {
        var file = _folder.Write("kubeconfig", "users: [{name: a, user: {token: {s3cret: 1}}}, {{ s3cret\n");

        (await CommandResult.RunAsync("run", "--api-server=false", "--kubeconfig", file)).Error.Should().NotContain("s3cret");
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task Inspect_OfARegistryThatMisbehaves_SaysWhatItDidAndExitsWith1(string answer, string message, string advice)
    {
        BadAnswers.Script(_fixture.Registry, "bad/image", answer);

        var result = await CommandResult.RunAsync("inspect", _fixture.From("bad/image:1"));

        result.ExitCode.Should().Be(CommandLine.Failure);
        result.Output.Should().BeEmpty();
        result.Error.Should().StartWith($"error: {message.Replace("HOST", _fixture.Registry.Host, StringComparison.Ordinal)}");
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Should().Equal(advice.Length == 0 ? [] : [advice]);
    }

    [Theory]
    [InlineData("127.0.0.1:1/a/b", "error: GET http://127.0.0.1:1/v2/a/b/manifests/latest: Connection refused\n")]
    [InlineData("169.254.169.254/a/b", "error: GET https://169.254.169.254/v2/a/b/manifests/latest: refused to connect to 169.254.169.254")]
    public async Task Inspect_OfARegistryThatIsNotThere_SaysSoAndExitsWith1(string reference, string message)
    {
        var result = await CommandResult.RunAsync("inspect", reference);

        result.ExitCode.Should().Be(CommandLine.Failure);
        result.Error.Should().StartWith(message);
    }

    [Theory]
    [InlineData("a b", "'a b' is not an image reference: invalid reference format")]
    [InlineData("a:b:c", "'a:b:c' is not an image reference: invalid reference format")]
    [InlineData("a@sha256:12", "'a@sha256:12' is not an image reference: invalid reference format")]
    [InlineData("UPPER", "'UPPER' is not an image reference: ")]
    [InlineData("https://quay.io/a", "'https://quay.io/a' is not an image reference: leave out what stands before the host")]
    [InlineData("quay.io", "'quay.io' names a registry, but no image")]
    public async Task Inspect_OfAReferenceThatDoesNotParse_IsAnErrorOfUsage(string reference, string message)
    {
        var result = await CommandResult.RunAsync("inspect", reference);

        result.ExitCode.Should().Be(CommandLine.Usage);
        result.Error.Should().StartWith($"error: {message}").And.EndWith("\nSee 'imagestreams inspect --help'.\n");
    }
}
