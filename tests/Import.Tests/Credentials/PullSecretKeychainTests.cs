using System.Text;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#credentials.</summary>
public sealed class PullSecretKeychainTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_PublicImage_ReadsNoSecrets()
    {
        await _fixture.RunAsync("s");

        _fixture.Cluster.Server.Requests.Should().NotContain(r => r.Path.EndsWith("/secrets", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", """{"auths":{"HOST":{"auth":"dTpw"}}}""")]
    [InlineData("kubernetes.io/dockercfg", ".dockercfg", """{"HOST":{"username":"u","password":"p"}}""")]
    public async Task Run_SecretOfEitherType_OpensTheRegistry(string type, string key, string data)
    {
        Guard("u", "p");
        _fixture.Cluster.Put(
            TestStreams.SecretPath("test", "pull"), TestStreams.Secret(type, key, data.Replace("HOST", _fixture.Registry.Host, StringComparison.Ordinal)));

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0);
        outcome.Ignored.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_SeveralMatches_TriesAllOfThemLongestPathFirst()
    {
        Guard("u", "p");
        Put("one", TestStreams.Login($"{_fixture.Registry.Host}/a", "wrong", "x"));
        Put("two", TestStreams.Login(_fixture.Registry.Host, "u", "p"));
        Put("zero", TestStreams.Login($"{_fixture.Registry.Host}/a/bc", "never", "x"));

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0);
        _fixture.Registry.Requests.Select(r => r.Headers.GetValueOrDefault("Authorization")).OfType<string>().Distinct()
            .Should().Equal(Basic("wrong", "x"), Basic("u", "p"));
    }

    [Fact]
    public async Task Run_WrongCredentialOnly_StillComesAnonymously()
    {
        var refusal = Answers.Challenge("Bearer realm=\"http://HOST/token\",service=\"s\"".Replace("HOST", _fixture.Registry.Host, StringComparison.Ordinal));
        _fixture.Registry.On("GET /v2/a/b/manifests/1", context =>
            context.Request.Headers.Authorization == "Bearer open" ? Answers.Manifest(Image.OciManifest)(context) : refusal(context));
        _fixture.Registry.On("GET /token", context => context.Request.Headers.Authorization.Count > 0
            ? Answers.Status(401)(context)
            : Answers.Token("open", 300)(context));
        Put("bad", TestStreams.Login(_fixture.Registry.Host, "old", "x"));

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0);
    }

    [Theory]
    [InlineData("quay.io")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1")] // of the port that https has
    [InlineData("127.0.0.1.example.com")]
    [InlineData("HOST/a/c")]
    [InlineData("*.*.*:PORT")] // one label less
    public async Task Run_SecretForTheWrongHost_IsShownToNobody(string key)
    {
        Guard("u", "p");
        Put("pull", TestStreams.Login(Fill(key), "u", "p"));

        var outcome = await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").ImportFailure!.Reason.Should().Be(ImportReasons.Unauthorized);
        _fixture.Registry.Requests.Should().OnlyContain(r => r.Authorization.Length == 0);
        outcome.Ignored.Should().BeEmpty("it may be the right one for another image");
    }

    [Theory]
    [InlineData("*.*.*.*:PORT", true)]
    [InlineData("*.0.0.*:PORT/*", false)] // in a path a star is a star
    [InlineData("*:PORT", false)] // one label
    [InlineData("*", false)]
    public async Task Run_SecretForEverything_OpensWhatItMatchesAfterTheOnesThatSayMore(string key, bool opens)
    {
        Guard("u", "p");
        Put("all", TestStreams.Login(Fill(key), "u", "p"));
        Put("one", TestStreams.Login(_fixture.Registry.Host, "wrong", "x"));

        await _fixture.RunAsync("s");

        (_fixture.Tag("s", "latest").Newest is not null).Should().Be(opens);
        _fixture.Registry.Requests.Select(r => r.Authorization).Where(a => a.Length > 0).Distinct()
            .Should().Equal(opens ? [Basic("wrong", "x"), Basic("u", "p")] : [Basic("wrong", "x")]);
    }

    [Fact]
    public async Task Run_ExcludedSecret_IsNotShown()
    {
        Guard("u", "p");
        var secret = TestStreams.Login(_fixture.Registry.Host, "u", "p");
        secret["metadata"] = new System.Text.Json.Nodes.JsonObject
        {
            ["annotations"] = new System.Text.Json.Nodes.JsonObject { [ImageAnnotations.ExcludeSecret] = "true" },
        };
        Put("excluded", secret);

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").ImportFailure!.Reason.Should().Be(ImportReasons.Unauthorized);
        _fixture.Registry.Requests.Should().NotContain(r => r.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Run_SecretThatIsNotJson_IsToldAndSkipped()
    {
        Guard("u", "p");
        Put("broken", TestStreams.Secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "user: s3cret"));
        Put("empty", TestStreams.Secret("kubernetes.io/dockerconfigjson", "other", "{}"));
        Put("good", TestStreams.Login(_fixture.Registry.Host, "u", "p"));

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0);
        outcome.Ignored.Select(i => i.ToString()).Should().Equal(
            "secret \"broken\": the docker configuration is not JSON", "secret \"empty\": it has no .dockerconfigjson");
    }

    [Fact]
    public async Task Run_SecretsThatCannotBeRead_AreTheReasonOfTheFailure()
    {
        Guard("u", "p");
        _fixture.Cluster.Fail(r => r.Path.EndsWith("/secrets", StringComparison.Ordinal) ? FakeReply.Status(403, "Forbidden", "secrets is forbidden") : null);

        var outcome = await _fixture.RunAsync("s");

        var failure = _fixture.Tag("s", "latest").ImportFailure!;
        failure.Reason.Should().Be(ImportReasons.InternalError);
        failure.Message.Should().Contain("the pull secrets of namespace test cannot be read").And.Contain("secrets is forbidden");
        outcome.Ignored.Should().ContainSingle();
    }

    [Fact]
    public async Task Run_NodeFile_ComesAfterTheSecretsAndIsReadAgainWhenItChanges()
    {
        Guard("u", "p");
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "config.json");
        _fixture.Settings.Replace(_fixture.Settings.Current with { NodeAuthFile = file });
        await File.WriteAllTextAsync(file, "not json");
        Put("bad", TestStreams.Login(_fixture.Registry.Host, "of-secret", "x"));
        var first = await _fixture.RunAsync("s");
        await File.WriteAllTextAsync(file, TestStreams.DockerConfig(_fixture.Registry.Host, "u", "p"));
        _fixture.Apply("t", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        var second = await _fixture.RunAsync("t");

        first.Ignored.Select(i => i.ToString()).Should().Equal($"node file {file}: the docker configuration is not JSON");
        second.Failed.Should().Be(0);
        _fixture.Registry.Requests.Select(r => r.Headers.GetValueOrDefault("Authorization")).OfType<string>().Distinct()
            .Should().Equal(Basic("of-secret", "x"), Basic("u", "p"));
    }

    private static string Basic(string user, string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    private void Put(string name, System.Text.Json.Nodes.JsonObject secret) => _fixture.Cluster.Put(TestStreams.SecretPath("test", name), secret);

    private string Fill(string key) => key
        .Replace("HOST", _fixture.Registry.Host, StringComparison.Ordinal)
        .Replace("PORT", _fixture.Registry.Host.Split(':')[1], StringComparison.Ordinal);

    private void Guard(string user, string password)
    {
        const string challenge = "Basic realm=\"r\"";
        foreach (var method in (string[])["GET", "HEAD"])
        {
            _fixture.Registry.On(
                $"{method} /v2/a/b/manifests/1", Answers.Guarded(Basic(user, password), challenge, Answers.Manifest(Image.OciManifest)));
        }
    }
}
