using System.Text;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>A repository that is known to ask for a login is not asked first to be told so: docs/spec/registries.md#a-request.</summary>
public sealed class LoginMemoryTests : IAsyncLifetime
{
    private const string Route = "HEAD /v2/team/app/manifests/latest";

    private static readonly RegistryCredential Bob = new() { Username = "bob", Password = "right" };
    private static readonly RegistryCredential Eve = new() { Username = "eve", Password = "guess" };

    private readonly SampleImage _image = SampleImage.Create(1);
    private readonly TestTransport _transport = new();
    private FaultyRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _registry = await FaultyRegistry.StartAsync();
        Guard("Basic realm=\"r\"", Basic(Bob));
    }

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Head_ByAnotherClientLater_LogsInAtOnce()
    {
        await HeadAsync(Bob);
        var before = _registry.Requests.Count;
        _transport.Client(_registry, Bob).AsksForLogin.Should().BeTrue();

        await HeadAsync(Bob);

        _registry.Requests.Skip(before).Select(r => r.Authorization).Should().Equal(Basic(Bob));
    }

    [Fact]
    public async Task Head_ByOthers_ShowsTheirOwnCredentialsOnly()
    {
        await HeadAsync(Bob);
        var before = _registry.Requests.Count;

        await Expect.FailureAsync(RegistryErrorKind.Unauthorized, () => HeadAsync(Eve));
        await Expect.FailureAsync(RegistryErrorKind.Unauthorized, () => HeadAsync());

        _registry.Requests.Skip(before).Select(r => r.Authorization).Should().OnlyContain(a => a.Length == 0 || a == Basic(Eve));
    }

    [Fact]
    public async Task Head_CredentialThatWasRefused_ComesLast()
    {
        await HeadAsync(Eve, Bob);
        var before = _registry.Requests.Count;

        await HeadAsync(Eve, Bob);

        _registry.Requests.Skip(before).Select(r => r.Authorization).Should().Equal(Basic(Bob));
    }

    [Fact]
    public async Task Head_CredentialThatWasRefusedAndIsRightNow_IsTaken()
    {
        await Expect.FailureAsync(RegistryErrorKind.Unauthorized, () => HeadAsync(Eve));
        Guard("Basic realm=\"r\"", Basic(Eve));

        await HeadAsync(Eve);
    }

    [Fact]
    public async Task Head_RepositoryThatWantsAnotherLoginNow_IsAskedAnew()
    {
        await HeadAsync(Bob);
        _registry.On("GET /token", Answers.Token("t", 60));
        Guard($"Bearer realm=\"{_registry.Url}/token\",service=\"s\"", "Bearer t");

        await HeadAsync(Bob);

        _registry.Requests[^1].Authorization.Should().Be("Bearer t");
    }

    [Fact]
    public async Task Head_RepositoryThatAsksForNothing_IsNotKnownToAsk()
    {
        _registry.On(Route, Answers.Manifest(_image.OciManifest));

        await HeadAsync(Bob);

        _transport.Client(_registry, Bob).AsksForLogin.Should().BeFalse();
        _registry.Requests.Should().ContainSingle().Which.Authorization.Should().BeEmpty();
    }

    [Fact]
    public void Of_Credentials_TellsThemApartAndShowsNothing()
    {
        CredentialIdentity.Of([Bob, Eve]).Should().Be(CredentialIdentity.Of([Bob with { }, Eve])).And.NotBe(CredentialIdentity.Of([Eve, Bob]));
        CredentialIdentity.Of([new RegistryCredential { Username = "ab", Password = "c" }])
            .Should().NotBe(CredentialIdentity.Of([new RegistryCredential { Username = "a", Password = "bc" }]));
        CredentialIdentity.Of([]).Should().NotBe(CredentialIdentity.Nobody, "who has no login is not who needs none");
        CredentialIdentity.Of([Bob]).Should().HaveLength(44).And.NotContain("right");
    }

    private static string Basic(RegistryCredential credential) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}"))}";

    private void Guard(string challenge, string authorization) =>
        _registry.On(Route, Answers.Guarded(authorization, challenge, Answers.Manifest(_image.OciManifest)));

    private Task<ManifestHead> HeadAsync(params RegistryCredential[] credentials) =>
        _transport.Client(_registry, credentials).HeadManifestAsync("latest", CancellationToken.None);
}
