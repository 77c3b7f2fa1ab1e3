using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>
/// Whatever comes out of a registry or stands in a spec becomes a condition with a reason and words for the user; the tags beside it are
/// imported. In the order in which things go wrong: names, the connection, the answer, the content, the login. What only the whole process
/// can show (objects of the wrong form, events, exit texts) is in the class of the same name in Operator.Tests.
/// </summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private ImportFixture _fixture = null!;

    public static TheoryData<string, string, string> Answered => new()
    {
        { "login", ImportReasons.Unauthorized, "you may not have access to the container image \"HOST/bad/image:1\"" },
        { "wrong password", ImportReasons.Unauthorized, "incorrect username or password for image \"HOST/bad/image:1\"" },
        { "denied", ImportReasons.Forbidden, "Internal error occurred: HOST/bad/image:1: denied: GET http://HOST/v2/bad/image/manifests/1: 403" },
        { "404", ImportReasons.NotFound, "dockerimage.image.openshift.io \"HOST/bad/image:1\" not found" },
        { "500", ImportReasons.InternalError, "Internal error occurred: HOST/bad/image:1: received unexpected HTTP status: 500 Internal Server Error" },
        { "503", ImportReasons.InternalError, "Internal error occurred: HOST/bad/image:1: received unexpected HTTP status: 503 Service Unavailable" },
        { "html", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: instead of a manifest came \"text/html\";" },
        { "html of json", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: the manifest does not parse: '<' is an invalid start of a value (line 1, byte 1);" },
        { "truncated", ImportReasons.Unreachable, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/manifests/1" },
        { "cut json", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: the manifest does not parse" },
        { "huge and told", ImportReasons.TooLarge, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/manifests/1: the manifest is larger than" },
        { "huge", ImportReasons.TooLarge, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/manifests/1: the manifest is larger than" },
        { "unknown type", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: manifests of type \"application/x-thing\" are not supported" },
        { "wrong config", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: content integrity error: the blob retrieved with digest sha256:" },
        { "no config", ImportReasons.NotFound, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/blobs/sha256:" },
        { "config that is none", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: the image configuration does not parse: " },
        { "list without its image", ImportReasons.NotFound, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/manifests/sha256:" },
        { "list with a wrong image", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: content integrity error: the manifest retrieved with digest sha256:" },
        { "10000 children", ImportReasons.TooLarge, "Internal error occurred: HOST/bad/image:1: the manifest has 10000 entries in \"manifests\"" },
        { "100000 children", ImportReasons.TooLarge, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/manifests/1: the manifest is larger than" },
        { "3000 layers", ImportReasons.TooLarge, "Internal error occurred: HOST/bad/image:1: the manifest has 3000 entries in \"layers\"; at most 2048 are accepted" },
        { "config of 50 MB", ImportReasons.TooLarge, "Internal error occurred: HOST/bad/image:1: GET http://HOST/v2/bad/image/blobs/sha256:" },
        { "empty list", ImportReasons.InvalidManifest, "Internal error occurred: HOST/bad/image:1: no manifests in manifest list" },
        { "reset", ImportReasons.Unreachable, "Internal error occurred: HOST/bad/image:1: GET http" },
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
    [InlineData("", "may not be empty")]
    [InlineData("a/b", "may not contain '/'")]
    [InlineData("1.0:latest", "may not contain ':'")]
    [InlineData("a b", "may not contain blanks or control characters")]
    public async Task Run_TagNameThatNobodyCouldAskFor_LeavesAConditionAndImportsTheRest(string name, string problem)
    {
        var alias = TestStreams.Tag($"{name}:alias", "t:good");
        alias["from"]!["kind"] = "ImageStreamTag";
        _fixture.Apply("s", TestStreams.Tag(name, _fixture.From("good/image:1")), alias, TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(name, ImportReasons.InvalidReference, $" \"\" is invalid: spec.tags[{name}].name: Invalid value: \"{name}\": {problem}; next attempt at");
        _fixture.Tag("s", $"{name}:alias").ImportFailure!.Reason.Should().Be(ImportReasons.InvalidReference);
        _fixture.Read("test", "s").StatusTags.Select(t => t.Newest is not null).Should().BeEquivalentTo([false, false, true]);
    }

    [Theory]
    [InlineData("ImageStreamTag", "a:b:c", " \"\" is invalid: from.name: Invalid value: \"a:b:c\": invalid name: must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>")]
    [InlineData("ImageStreamImage", "a@b@c", " \"\" is invalid: from.name: Invalid value: \"a@b@c\": invalid name: must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>")]
    [InlineData("DockerImages", "a", " \"\" is invalid: from.name: Invalid value: \"a\": invalid name: valid values are 'DockerImage', 'ImageStreamImage', 'ImageStreamTag'")]
    public async Task Run_SourceThatDoesNotParse_LeavesAConditionAndImportsTheRest(string kind, string from, string message)
    {
        var bad = TestStreams.Tag("bad", from);
        bad["from"]!["kind"] = kind;
        _fixture.Apply("s", bad, TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        var failure = _fixture.Tag("s", "bad").ImportFailure!;
        failure.Reason.Should().Be(ImportReasons.InvalidReference);
        failure.Message.Should().Be(message);
        _fixture.Tag("s", "good").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Run_RepositoryThatDoesNotParse_IsToldAndImportsTheRest()
    {
        var stream = TestStreams.Stream(TestStreams.Tag("good", _fixture.From("good/image:1")));
        stream["spec"]!["dockerImageRepository"] = "UPPER/case";
        _fixture.Apply("test", "s", stream);

        var outcome = await _fixture.RunAsync("s");

        outcome.RepositoryNews!.Message.Should().StartWith(" \"\" is invalid: from.name: Invalid value: \"UPPER/case\": invalid name: ");
        _fixture.Read("test", "s").Metadata!.Annotations![ImageAnnotations.RepositoryError].Should().StartWith("2026-01-01T00:00:00Z InvalidReference: ");
        _fixture.Tag("s", "good").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Run_EverythingAtOnce_CostsOneWriteAndImportsTheRest()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { FailuresInARow = 100 });
        var answers = Answered.Select(row => (string)row[0]).Where(a => a is not "huge").ToList();
        foreach (var (i, answer) in answers.Index())
        {
            BadAnswers.Script(_fixture.Registry, $"bad/image{i}", answer);
        }

        var bad = answers.Select((_, i) => TestStreams.Tag($"bad{i}", _fixture.From($"bad/image{i}:1")));
        _fixture.Apply("s", [.. bad, TestStreams.Tag("a/b", "x"), TestStreams.Tag("good", _fixture.From("good/image:1"))]);

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(answers.Count + 1);
        outcome.Error.Should().BeNull();
        _fixture.Tag("s", "good").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
        _fixture.Cluster.Writes.Count(w => w.Method == "PUT").Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task Run_RegistryThatMisbehaves_LeavesAConditionAndImportsTheRest(string answer, string reason, string message)
    {
        BadAnswers.Script(_fixture.Registry, "bad/image", answer);
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

        ExpectFailure(ImportReasons.Unreachable, "Internal error occurred: 127.0.0.1:1/a/b:1: GET http");
    }

    [Fact]
    public async Task Run_RegistryThatSpeaksPlainHttp_IsUnreachableAndSaysWhatToDo()
    {
        var secure = TestStreams.Tag("bad", _fixture.From("good/image:1"));
        secure["importPolicy"]!["insecure"] = false;
        _fixture.Apply("s", secure, TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(
            ImportReasons.Unreachable,
            $"Internal error occurred: {_fixture.From("good/image:1")}: GET https://{_fixture.Registry.Host}/v2/good/image/manifests/1: "
            + "what answers there does not speak TLS; a registry that speaks plain HTTP must be marked insecure;");
    }

    [Fact]
    public async Task Run_RegistryWithAnUntrustedCertificate_IsUnreachable()
    {
        await using var registry = await FaultyRegistry.StartTlsAsync();
        var secure = TestStreams.Tag("bad", $"{registry.Host}/a/b:1");
        secure["importPolicy"]!["insecure"] = false;
        _fixture.Apply("s", secure, TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(ImportReasons.Unreachable, $"Internal error occurred: {registry.Host}/a/b:1: GET https://{registry.Host}/v2/a/b/manifests/1: The remote certificate is invalid");
        registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_RegistryThatFallsSilent_TimesOut()
    {
        _fixture.Transport.RequestTimeout = TimeSpan.FromMilliseconds(300);
        _fixture.Registry.On("GET /v2/bad/image/manifests/1", Answers.Stall());
        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1")), TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(ImportReasons.Timeout, $"Internal error occurred: {_fixture.From("bad/image:1")}: GET");
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
    [InlineData(4, "Legacy", null)]
    [InlineData(5, "Legacy", "the lists of manifests lie more than 4 deep")]
    [InlineData(7, "PreserveOriginal", "the lists of manifests lie more than 4 deep")]
    public async Task Run_ListsWithinLists_AreFollowedFourDeep(int depth, string mode, string? problem)
    {
        _fixture.Serve("bad/image", "leaf", Image.OciManifest, Image);
        var top = Image.OciManifest;
        for (var i = 0; i < depth; i++)
        {
            top = BadAnswers.ListOf(top);
            _fixture.Serve("bad/image", "1", top);
        }

        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1"), mode));

        await _fixture.RunAsync("s");

        var tag = _fixture.Tag("s", "bad");
        tag.Newest?.Image.Should().Be(problem is null ? Image.OciManifest.Digest.ToString() : null);
        tag.ImportFailure?.Reason.Should().Be(ImportReasons.TooLarge);
        tag.ImportFailure?.Message.Should().Contain(problem);
        (tag.ImportFailure is null).Should().Be(problem is null);
    }

    [Fact]
    public async Task Run_ListOfTenThousandImages_IsRefusedWhateverTheMode()
    {
        BadAnswers.Script(_fixture.Registry, "bad/image", "10000 children");
        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1"), "PreserveOriginal"), TestStreams.Tag("good", _fixture.From("good/image:1")));

        await _fixture.RunAsync("s");

        ExpectFailure(ImportReasons.TooLarge, $"Internal error occurred: {_fixture.From("bad/image:1")}: the manifest has 10000 entries in \"manifests\"");
        _fixture.Registry.Requests.Count(r => r.Path.StartsWith("/v2/bad/", StringComparison.Ordinal)).Should().Be(1, "of the images none was asked for");
    }

    [Fact]
    public async Task Run_SecretThatIsNotJson_IsToldAndNothingOfItShown()
    {
        BadAnswers.Script(_fixture.Registry, "bad/image", "login");
        _fixture.Cluster.Put(
            TestStreams.SecretPath("test", "broken"), TestStreams.Secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "password: s3cret"));
        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1")), TestStreams.Tag("good", _fixture.From("good/image:1")));

        var outcome = await _fixture.RunAsync("s");

        ExpectFailure(ImportReasons.Unauthorized, $"you may not have access to the container image \"{_fixture.From("bad/image:1")}\";");
        outcome.Ignored.Select(i => i.ToString()).Should().Equal("secret \"broken\": the docker configuration is not JSON");
        _fixture.Cluster.Writes.Should().NotContain(w => w.Body.Contains("s3cret", StringComparison.Ordinal));
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
        BadAnswers.Script(_fixture.Registry, "bad/image", "404");
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
        _fixture.Registry.On("GET /v2/bad/image/manifests/1", Answers.TooManyRequests("120"));
        _fixture.Apply("s", TestStreams.Tag("bad", _fixture.From("bad/image:1")));
        await _fixture.RunAsync("s");
        var asked = _fixture.Registry.Requests.Count;
        _fixture.Apply("t", TestStreams.Tag("bad", _fixture.From("good/image:1")));

        await _fixture.RunAsync("t");

        _fixture.Tag("s", "bad").ImportFailure!.Reason.Should().Be(ImportReasons.TooManyRequests);
        _fixture.Tag("t", "bad").ImportFailure!.Reason.Should().Be(ImportReasons.RateLimited);
        _fixture.Registry.Requests.Should().HaveCount(asked);
    }

    private void ExpectFailure(string reason, string message) => ExpectFailure("bad", reason, message);

    private void ExpectFailure(string tag, string reason, string message)
    {
        var failure = _fixture.Read("test", "s").StatusTags.Single(t => t.Tag == tag).ImportFailure!;
        failure.Reason.Should().Be(reason);
        failure.Message.Should().StartWith(message).And.MatchRegex("; next attempt at 2026-01-01T0[01]:00:[03]0Z$");
        _fixture.Tag("s", "good").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }
}
