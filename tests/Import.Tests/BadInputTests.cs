using System.Text;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.Import.Tests;

/// <summary>Whatever comes out of a registry or stands in a spec becomes a condition with a reason; the tags beside it are imported.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    // Another one than the good tag's: a digest that the cluster knows is not fetched, however bad it is served.
    private static readonly SampleImage Bad = SampleImage.Create(3);

    private ImportFixture _fixture = null!;

    public static TheoryData<string, string, string> Answered => new()
    {
        { "login", ImportReasons.Unauthorized, "you may not have access to the container image \"HOST/bad/image:1\"" },
        { "wrong password", ImportReasons.Unauthorized, "incorrect username or password for image \"HOST/bad/image:1\"" },
        { "denied", ImportReasons.Forbidden, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/manifests/1: 403" },
        { "404", ImportReasons.NotFound, "dockerimage.image.openshift.io \"HOST/bad/image:1\" not found" },
        { "429", ImportReasons.TooManyRequests, "Internal error occurred: HOST/bad/image:1: HEAD http://HOST/v2/bad/image/manifests/1: 429" },
        { "500", ImportReasons.InternalError, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/manifests/1: 500" },
        { "503", ImportReasons.InternalError, "Internal error occurred: HOST/bad/image:1: HEAD http://HOST/v2/bad/image/manifests/1: 503" },
        { "html", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: the manifest does not parse: '<' is an invalid start" },
        { "truncated", ImportReasons.Unreachable, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/manifests/1" },
        { "cut json", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: the manifest does not parse" },
        { "huge", ImportReasons.TooLarge, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/manifests/1: the manifest is larger than" },
        { "unknown type", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: manifests of type \"application/x-thing\" are not supported" },
        { "wrong config", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: content integrity error: the blob retrieved with digest sha256:" },
        { "no config", ImportReasons.NotFound, "dockerimage.image.openshift.io \"HOST/bad/image:1\" not found" },
        { "10000 children", ImportReasons.TooLarge, "Internal error occurred: HOST/bad/image:1: the manifest has 10000 entries in \"manifests\"" },
        { "empty list", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: no manifests in manifest list" },
        { "reset", ImportReasons.Unreachable, "Internal error occurred: HOST/bad/image:1: HEAD http" },
    };

    public static TheoryData<string, string> Written => new()
    {
        { "UPPER/case", " \"\" is invalid: from.name: Invalid value: \"UPPER/case\": invalid name: " },
        { "a/b:bad:tag", " \"\" is invalid: from.name: Invalid value: \"a/b:bad:tag\": invalid name: " },
        { "quay.io", " \"\" is invalid: from.name: Invalid value: \"quay.io\": invalid name: " },
        { "a/b@sha256:12", " \"\" is invalid: from.name: Invalid value: \"a/b@sha256:12\": invalid name: " },
        { "", " \"\" is invalid: from.name: Invalid value: \"\": invalid name: " },
    };

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Serve("good/image", "1", Image.OciManifest, Image);
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task Run_RegistryThatMisbehaves_LeavesAConditionAndImportsTheRest(string answer, string reason, string message)
    {
        Script(answer);
        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1")), TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(reason, message.Replace("HOST", _fixture.Registry.Host, StringComparison.Ordinal));
        _fixture.Cluster.Writes.Count(w => w.Method == "PUT").Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public async Task Run_ReferenceThatDoesNotParse_LeavesAConditionAndImportsTheRest(string from, string message)
    {
        _fixture.Apply("s", TestStreams.Tag("bad", from), TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(ImportReasons.InvalidReference, message);
    }

    [Fact]
    public async Task Run_RegistryThatIsNotThere_IsUnreachable()
    {
        _fixture.Apply("s", TestStreams.Tag("bad", "127.0.0.1:1/a/b:1"), TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(ImportReasons.Unreachable, "Internal error occurred: 127.0.0.1:1/a/b:1: HEAD http");
    }

    [Fact]
    public async Task Run_RegistryThatFallsSilent_TimesOut()
    {
        _fixture.Transport.RequestTimeout = TimeSpan.FromMilliseconds(300);
        _fixture.Registry.On("HEAD /v2/bad/image/manifests/1", Answers.Stall());
        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1")), TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(ImportReasons.Timeout, $"Internal error occurred: {_fixture.From("bad/image:1")}: HEAD");
    }

    [Fact]
    public async Task Run_OtherContentUnderADigest_IsRefused()
    {
        var asked = SampleImage.Create(7).OciManifest.Digest;
        foreach (var method in (string[])["GET", "HEAD"])
        {
            _fixture.Registry.On($"{method} /v2/bad/image/manifests/{asked}", Answers.Manifest(Image.OciManifest));
        }

        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From($"bad/image@{asked}")), TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(
            ImportReasons.InvalidManifest,
            $"Internal error occurred: {_fixture.Registry.Host}/bad/image@{asked}: content integrity error: the manifest retrieved with digest {asked} does not match");
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, "the lists of manifests lie more than 4 deep")]
    public async Task Run_ListsWithinLists_AreFollowedFourDeep(int depth, string? problem)
    {
        _fixture.Serve("bad/image", "leaf", Image.OciManifest, Image);
        var top = Image.OciManifest;
        for (var i = 0; i < depth; i++)
        {
            top = Wrap(top);
            _fixture.Serve("bad/image", "1", top);
        }

        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1")));

        await _fixture.RunAsync("s");

        var tag = _fixture.Tag("s", "bad");
        tag.Newest?.Image.Should().Be(problem is null ? Image.OciManifest.Digest.ToString() : null);
        tag.ImportFailure?.Reason.Should().Be(ImportReasons.InvalidManifest);
        tag.ImportFailure?.Message.Should().Contain(problem);
        (tag.ImportFailure is null).Should().Be(problem is null);
    }

    [Fact]
    public async Task Run_RegistryThatIsNotAllowed_IsNotAsked()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { AllowedRegistries = [new AllowedRegistry("quay.io", Insecure: false)] });
        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        var failure = _fixture.Tag("s", "bad").ImportFailure!;
        failure.Reason.Should().Be(ImportReasons.NotAllowed);
        failure.Message.Should().StartWith($"forbidden: registry \"{_fixture.Registry.Host}\" not allowed by whitelist: \"quay.io:443\"");
        _fixture.Registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_FailureAfterASuccess_KeepsTheLastGoodImage()
    {
        _fixture.Serve("bad/image", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1")));
        await _fixture.RunAsync("s");
        Script("404");
        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1")), TestStreams.Tag("more", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        var tag = _fixture.Tag("s", "bad");
        tag.Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
        tag.ImportFailure!.Message.Should().Be(
            $"dockerimage.image.openshift.io \"{_fixture.From("bad/image:1")}\" not found; next attempt at 2026-01-01T00:00:30Z");
    }

    [Fact]
    public async Task Run_RegistryThatAsksForPatience_IsLeftAloneUntilThen()
    {
        _fixture.Registry.On("HEAD /v2/bad/image/manifests/1", Answers.TooManyRequests("120"));
        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1")));
        await _fixture.RunAsync("s");
        var asked = _fixture.Registry.Requests.Count;
        _fixture.Apply("t", TestStreams.Tag("bad", _fixture.From("good/image:1")));

        await _fixture.RunAsync("t");

        _fixture.Tag("s", "bad").ImportFailure!.Reason.Should().Be(ImportReasons.TooManyRequests);
        _fixture.Tag("t", "bad").ImportFailure!.Reason.Should().Be(ImportReasons.RateLimited);
        _fixture.Registry.Requests.Should().HaveCount(asked);
    }

    private static Manifest Wrap(Manifest inner)
    {
        var json = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{"mediaType":"{{inner.ContentType}}","size":{{inner.Bytes.Length}},"digest":"{{inner.Digest}}"}]}""";
        return Manifest.Parse(Encoding.UTF8.GetBytes(json), MediaTypes.OciIndex);
    }

    private static byte[] List(int children)
    {
        var entries = Enumerable.Range(0, children).Select(i => $$"""{"mediaType":"{{MediaTypes.OciManifest}}","size":1,"digest":"{{Digest.Compute(BitConverter.GetBytes(i))}}"}""");
        return Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{string.Join(',', entries)}}]}""");
    }

    private void Script(string answer)
    {
        var manifest = Bad.OciManifest;
        RequestDelegate head = answer switch
        {
            "login" => Answers.Challenge("Basic realm=\"r\""),
            "wrong password" => Answers.Challenge($"Bearer realm=\"http://{_fixture.Registry.Host}/token\",service=\"s\""),
            "429" => Answers.TooManyRequests(null),
            "503" => Answers.Status(503),
            "reset" => Answers.Reset(),
            "404" => Answers.Status(404),
            "denied" => Answers.Status(405),
            "500" => Answers.Status(500),
            _ => Answers.Bytes(manifest.Bytes, manifest.ContentType),
        };
        RequestDelegate get = answer switch
        {
            "404" => Answers.Error(404, "MANIFEST_UNKNOWN", "manifest unknown"),
            "denied" => Answers.Error(403, "DENIED", "requested access to the resource is denied"),
            "500" => Answers.Html(500),
            "html" => Answers.Html(200),
            "truncated" => Answers.Truncated(manifest.Bytes, manifest.ContentType),
            "cut json" => Answers.Bytes(manifest.Bytes[..^20], manifest.ContentType),
            "huge" => Answers.Huge(100 << 20, manifest.ContentType, tellsLength: false),
            "unknown type" => Answers.Text("{}", "application/x-thing"),
            "10000 children" => Answers.Bytes(List(10_000), MediaTypes.OciIndex),
            "empty list" => Answers.Bytes(List(0), MediaTypes.OciIndex),
            _ => Answers.Manifest(manifest),
        };
        _fixture.Registry.On("HEAD /v2/bad/image/manifests/1", head)
            .On("GET /v2/bad/image/manifests/1", get)
            .On("GET /token", Answers.Bytes(401, "{\"details\":\"incorrect username or password\"}"u8.ToArray(), "application/json"));
        if (answer == "wrong config")
        {
            _fixture.Registry.On($"GET /v2/bad/image/blobs/{Bad.Config.Digest}", Answers.Json("{}"));
        }
    }

    private void ExpectFailure(string reason, string message)
    {
        var failure = _fixture.Tag("s", "bad").ImportFailure!;
        failure.Reason.Should().Be(reason);
        failure.Message.Should().StartWith(message).And.MatchRegex("; next attempt at 2026-01-01T0[01]:00:[03]0Z$");
        _fixture.Tag("s", "good").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }
}
