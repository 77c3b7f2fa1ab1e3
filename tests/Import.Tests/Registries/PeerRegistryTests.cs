using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Import.Tests;

/// <summary>Stock registries in the ways in which they are run: with a login, with tokens, with TLS; and our own.</summary>
public sealed class PeerRegistryTests : IAsyncLifetime
{
    private const string Loopback = "127.0.0.1";

    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly SampleImage Other = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64" });

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ImportFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Run_DockerRegistryWithHtpasswd_OpensToTheSecretThatIsRight()
    {
        await using var registry = await DockerRegistryProcess.StartWithLoginAsync();
        await PushAsync(registry.Host, "team/app", Login(registry.Host));

        (await ImportAsync("s", $"{registry.Host}/team/app:latest")).Should().Be(ImportReasons.Unauthorized, "nobody has a login");
        Secret("a-wrong-one", registry.Host, "wrong");
        (await ImportAsync("s", $"{registry.Host}/team/app:latest")).Should().Be(ImportReasons.Unauthorized);
        Secret("pull", registry.Host, DockerRegistryProcess.Password);
        (await ImportAsync("s", $"{registry.Host}/team/app:latest")).Should().Be(Image.OciManifest.Digest.ToString());
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Run_DockerRegistryWithTokens_OpensToTheSecretThatIsRight()
    {
        await using var tokens = await TestTokenService.StartAsync();
        await using var registry = await DockerRegistryProcess.StartAsync(tokens.Registry(Loopback));
        await PushAsync(registry.Host, "team/app", Login(registry.Host));
        await PushAsync(registry.Host, $"{TestTokenService.Public}app", Login(registry.Host));
        var asked = tokens.Requests.Count;

        (await ImportAsync("s", $"{registry.Host}/{TestTokenService.Public}app:latest")).Should().Be(Image.OciManifest.Digest.ToString(), "everybody may pull it");
        tokens.Requests.Skip(asked).Should().ContainSingle("one token serves all requests").Which.Authorization.Should().BeEmpty();

        (await ImportAsync("t", $"{registry.Host}/team/app:latest")).Should().Be(ImportReasons.Unauthorized, "the cluster has the image, but this namespace may not see it");
        Secret("pull", registry.Host, DockerRegistryProcess.Password);
        (await ImportAsync("t", $"{registry.Host}/team/app:latest")).Should().Be(Image.OciManifest.Digest.ToString());
        tokens.Requests[^1].Query.Should().Contain("scope=repository%3Ateam%2Fapp%3Apull", "no more is asked for than is needed");
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Run_DockerRegistryWithTokensOfAnotherHost_NeedsTheWordOfTheAdministrator()
    {
        await using var tokens = await TestTokenService.StartAsync();
        await using var registry = await DockerRegistryProcess.StartAsync(tokens.Registry("localhost"));
        var trusting = _fixture.Settings.Current with { TokenServices = [new TrustedTokenService(Loopback, "localhost")] };
        await PushAsync(registry.Host, "team/app", Login(registry.Host), ImportRegistration.OptionsOf(trusting, "test"));
        Secret("pull", registry.Host, DockerRegistryProcess.Password);
        var asked = tokens.Requests.Count;

        (await ImportAsync("s", $"{registry.Host}/team/app:latest")).Should().Be(ImportReasons.Unauthorized);
        _fixture.Tag("s", "latest").ImportFailure!.Message.Should().Contain(
            $"the token service that {registry.Host} names, {tokens.Realm("localhost")}, is on another host than the registry; allow it by the setting tokenServices");
        tokens.Requests.Should().HaveCount(asked, "nobody is shown a password because a registry says so");

        _fixture.Settings.Replace(trusting);
        (await ImportAsync("s", $"{registry.Host}/team/app:latest")).Should().Be(Image.OciManifest.Digest.ToString());
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Run_DockerRegistryWithTls_IsTrustedByTheAuthorityThatIsGiven()
    {
        using var authority = new TestCertificateAuthority("ours");
        await using var registry = await DockerRegistryProcess.StartTlsAsync(authority.Server(Loopback));
        var trusting = _fixture.Settings.Current with
        {
            CertificateAuthorities = [HostCertificates.TryCreate(registry.Host, authority.Pem, out var certificates) ? certificates : throw new InvalidOperationException()],
        };
        await PushAsync(registry.Host, "team/app", RegistryAccess.Anonymous, ImportRegistration.OptionsOf(trusting, "test"));

        (await ImportAsync("s", $"{registry.Host}/team/app:latest", insecure: false)).Should().Be(ImportReasons.Unreachable);
        _fixture.Tag("s", "latest").ImportFailure!.Message.Should().Contain("The remote certificate is invalid");
        (await ImportAsync("t", $"{registry.Host}/team/app:latest", insecure: true)).Should().Be(Image.OciManifest.Digest.ToString(), "who asks for it gets it unchecked");

        _fixture.Settings.Replace(trusting);
        (await ImportAsync("s", $"{registry.Host}/team/app:latest", insecure: false)).Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Run_LocalRegistry_GivesWhatWasPushedToIt()
    {
        using var folder = new TemporaryFolder();
        await using var registry = await LocalRegistryHost.StartAsync(new LocalRegistryOptions { Directory = folder.Path }, NullLoggerFactory.Instance, default);
        using var transport = Transport(new RegistryTransportOptions());
        var client = transport.PushClient(Repository($"{registry.Host}/team/app"), RegistryAccess.Anonymous with { Insecure = true });
        await Image.PushAsync(client, "oci", Image.OciManifest, default);
        await Image.PushAsync(client, "docker", Image.DockerManifest, default);
        var index = SampleIndex.Oci(Image, Other);
        await index.PushAsync(client, "index", default);

        (await ImportAsync("oci", $"{registry.Host}/team/app:oci")).Should().Be(Image.OciManifest.Digest.ToString());
        (await ImportAsync("docker", $"{registry.Host}/team/app:docker")).Should().Be(Image.DockerManifest.Digest.ToString());
        (await ImportAsync("index", $"{registry.Host}/team/app:index")).Should().Be(Image.OciManifest.Digest.ToString());
        _fixture.Apply("whole", TestStreams.Tag("latest", $"{registry.Host}/team/app:index", ImportModes.PreserveOriginal));
        (await _fixture.RunAsync("whole")).Failed.Should().Be(0);
        _fixture.Tag("whole", "latest").Newest!.Image.Should().Be(index.Manifest.Digest.ToString());
    }

    private static RepositoryName Repository(string name) => RepositoryName.Of(ImageReference.Parse(name));

    private static RegistryTransport Transport(RegistryTransportOptions options) => new(options, TimeProvider.System, NullLogger<RegistryTransport>.Instance);

    private static RegistryAccess Login(string host)
    {
        var login = TestStreams.DockerConfig(host, DockerRegistryProcess.Username, DockerRegistryProcess.Password);
        return new RegistryAccess(new DockerConfigKeychain([DockerConfig.Parse(System.Text.Encoding.UTF8.GetBytes(login))]), Insecure: true);
    }

    private static Task PushAsync(string host, string repository, RegistryAccess access) => PushAsync(host, repository, access, new RegistryTransportOptions());

    private static async Task PushAsync(string host, string repository, RegistryAccess access, RegistryTransportOptions options)
    {
        using var transport = Transport(options);
        await Image.PushAsync(transport.PushClient(Repository($"{host}/{repository}"), access), "latest", Image.OciManifest, default);
    }

    private void Secret(string name, string host, string password) =>
        _fixture.Cluster.Put(TestStreams.SecretPath("test", name), TestStreams.Login(host, DockerRegistryProcess.Username, password));

    private Task<string?> ImportAsync(string stream, string from) => ImportAsync(stream, from, insecure: true);

    /// <summary>The image that a tag has afterwards, or the reason why it has none.</summary>
    private async Task<string?> ImportAsync(string stream, string from, bool insecure)
    {
        var tag = TestStreams.Tag("latest", from);
        tag["importPolicy"]!["insecure"] = insecure;
        _fixture.Apply(stream, tag);
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow(), SettingsChanged = true }; // what failed is tried again
        await _fixture.RunAsync(stream);
        var list = _fixture.Tag(stream, "latest");
        return list.Newest?.Image ?? list.ImportFailure?.Reason;
    }
}
