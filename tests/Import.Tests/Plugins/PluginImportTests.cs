using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Import.Tests;

/// <summary>Credential plugins at work for imports.</summary>
public sealed class PluginImportTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private readonly PluginPrograms _programs = new();
    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));
    }

    public async Task DisposeAsync()
    {
        await _fixture.DisposeAsync();
        _programs.Dispose();
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Run_DockerRegistryWithALogin_OpensWithThatOfAPlugin()
    {
        await using var registry = await DockerRegistryProcess.StartWithLoginAsync();
        await PushAsync(registry);
        var answer = PluginPrograms.Answer("Registry", "1h", registry.Host);
        answer["auth"]![registry.Host] = new JsonObject { ["username"] = DockerRegistryProcess.Username, ["password"] = DockerRegistryProcess.Password };
        Use(_programs.Write("p", answer), registry.Host);
        _fixture.Apply("t", TestStreams.Tag("latest", $"{registry.Host}/team/app:latest"));

        var outcome = await _fixture.RunAsync("t");

        outcome.Failed.Should().Be(0);
        outcome.Ignored.Should().BeEmpty();
        _fixture.Tag("t", "latest").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
        _programs.Images.Should().Equal($"{registry.Host}/team/app");
    }

    [Fact]
    public async Task Run_LoginOfASecret_SparesThePlugin()
    {
        Guard();
        Use(_programs.Write("p", "exit 1"), _fixture.Registry.Host);
        _fixture.Cluster.Put(TestStreams.SecretPath("test", "pull"), TestStreams.Login(_fixture.Registry.Host, "u", "p"));

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0);
        _programs.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_PublicImage_SparesThePlugin()
    {
        Use(_programs.Write("p", "exit 1"), _fixture.Registry.Host);

        await _fixture.RunAsync("s");

        _programs.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_LoginOfASecretThatIsRefused_IsFollowedByThatOfThePlugin()
    {
        Guard();
        Use(_programs.Write("p", PluginPrograms.Answer("Registry", "1h", _fixture.Registry.Host)), _fixture.Registry.Host);
        _fixture.Cluster.Put(TestStreams.SecretPath("test", "pull"), TestStreams.Login(_fixture.Registry.Host, "old", "p"));
        Guard(_fixture.Registry.Host, "s3cret");

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0);
    }

    [Fact]
    public async Task Run_PluginThatFails_IsTheReasonAndAnEvent()
    {
        Guard();
        Use(_programs.Write("p", "exit 1"), _fixture.Registry.Host);

        var outcome = await _fixture.RunAsync("s");

        var failure = _fixture.Tag("s", "latest").ImportFailure!;
        failure.Reason.Should().Be(ImportReasons.InternalError);
        failure.Message.Should().StartWith(
            $"Internal error occurred: {_fixture.From("a/b:1")}: credential plugin \"p\" ended with exit code 1; GET http://{_fixture.Registry.Host}/v2/a/b/manifests/1: 401 Unauthorized");
        outcome.Ignored.Select(i => i.ToString()).Should().Equal("credential plugin \"p\": it ended with exit code 1");
    }

    [Fact]
    public async Task Run_PluginThatFails_DoesNotStopWhatIsPublic()
    {
        var challenge = Answers.Challenge($"Bearer realm=\"http://{_fixture.Registry.Host}/token\",service=\"s\"");
        _fixture.Registry.On("GET /v2/a/b/manifests/1", context =>
            context.Request.Headers.Authorization == "Bearer open" ? Answers.Manifest(Image.OciManifest)(context) : challenge(context));
        _fixture.Registry.On("GET /token", Answers.Token("open", 300));
        Use(_programs.Write("p", "exit 1"), _fixture.Registry.Host);

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0);
    }

    [Fact]
    public async Task Run_PluginThatHangs_HoldsUpItsOwnRegistryOnly()
    {
        await using var other = await FaultyRegistry.StartAsync();
        other.On("HEAD /v2/x/y/manifests/1", Answers.Manifest(Image.OciManifest)).On("GET /v2/x/y/manifests/1", Answers.Manifest(Image.OciManifest))
            .On($"GET /v2/x/y/blobs/{Image.Config.Digest}", Answers.Bytes(Image.Config.Content, MediaTypes.OctetStream));
        Guard();
        Use(_programs.Write("p", "sleep 1000"), _fixture.Registry.Host);
        var hanging = _fixture.RunAsync("s");
        await Eventually.Succeeds(() => _programs.Asked.Should().HaveCount(1));
        _fixture.Apply("t", TestStreams.Tag("latest", $"{other.Host}/x/y:1"));

        var outcome = await _fixture.RunAsync("t");

        outcome.Failed.Should().Be(0);
        hanging.IsCompleted.Should().BeFalse();
        _fixture.Time.Advance(PluginProcess.Patience);
        (await hanging).Failed.Should().Be(1);
        _fixture.Tag("s", "latest").ImportFailure!.Message.Should().Contain("credential plugin \"p\" did not end within 60 seconds");
    }

    [Fact]
    public async Task Run_AfterTheSettingsChanged_AsksTheNewPlugin()
    {
        Guard(_fixture.Registry.Host, "s3cret");
        Use(_programs.Write("p", "exit 1"), _fixture.Registry.Host);
        await _fixture.RunAsync("s");
        Use(_programs.Write("q", PluginPrograms.Answer("Registry", "1h", _fixture.Registry.Host)), _fixture.Registry.Host);
        _fixture.Apply("t", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        var outcome = await _fixture.RunAsync("t");

        outcome.Failed.Should().Be(0);
    }

    private static async Task PushAsync(DockerRegistryProcess registry)
    {
        using var transport = new RegistryTransport(new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);
        var login = TestStreams.DockerConfig(registry.Host, DockerRegistryProcess.Username, DockerRegistryProcess.Password);
        var keychain = new DockerConfigKeychain([DockerConfig.Parse(System.Text.Encoding.UTF8.GetBytes(login))]);
        var repository = RepositoryName.Of(ImageReference.Parse($"{registry.Host}/team/app"));
        await Image.PushAsync(transport.PushClient(repository, new RegistryAccess(keychain, Insecure: true)), "latest", Image.OciManifest, default);
    }

    private void Guard() => Guard("u", "p");

    private void Guard(string user, string password)
    {
        var login = $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}"))}";
        foreach (var method in (string[])["GET", "HEAD"])
        {
            _fixture.Registry.On($"{method} /v2/a/b/manifests/1", Answers.Guarded(login, "Basic realm=\"r\"", Answers.Manifest(Image.OciManifest)));
        }
    }

    private void Use(CredentialProvider provider, string host) => _fixture.Settings.Replace(
        _fixture.Settings.Current with { CredentialProviders = [provider with { MatchImages = [PluginPrograms.Key(host)] }] });
}
