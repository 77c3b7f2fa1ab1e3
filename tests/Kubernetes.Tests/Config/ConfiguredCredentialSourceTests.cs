using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class ConfiguredCredentialSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GetAsync_TokenFileReplaced_IsUsedWithinAMinute()
    {
        var source = Source(new() { Host = new Uri("https://h"), TokenFilePath = _folder.Write("token", "old\n"), AccessToken = "unused" });
        var before = await Token(source);
        _folder.Write("token", "new\n");

        var soon = await Token(source);
        _time.Advance(TimeSpan.FromMinutes(1));
        var later = await Token(source);

        (before, soon, later).Should().Be(("old", "old", "new"));
    }

    [Fact]
    public async Task GetAsync_TokenFileAwayForAMoment_KeepsTheLastToken()
    {
        var path = _folder.Write("token", "old");
        var source = Source(new() { Host = new Uri("https://h"), TokenFilePath = path });
        await Token(source);
        File.Delete(path);
        _time.Advance(TimeSpan.FromMinutes(2));

        (await Token(source)).Should().Be("old");
    }

    [Fact]
    public async Task GetAsync_TokenFileNeverThere_NamesIt()
    {
        var source = Source(new() { Host = new Uri("https://h"), TokenFilePath = Path.Combine(_folder.Path, "none") });
        var get = async () => await source.GetAsync(CancellationToken.None);

        (await get.Should().ThrowAsync<KubeConfigException>()).WithMessage("*/none: no such file");
    }

    [Fact]
    public async Task RefreshAsync_UnchangedAndChangedFile_OnlyTheChangedGivesAnother()
    {
        var source = Source(new() { Host = new Uri("https://h"), TokenFilePath = _folder.Write("token", "old") });
        var refused = await source.GetAsync(CancellationToken.None);

        var same = await source.RefreshAsync(refused, CancellationToken.None);
        _folder.Write("token", "new");
        var other = await source.RefreshAsync(refused, CancellationToken.None);

        same.Should().BeNull();
        other!.Authorization!.Parameter.Should().Be("new");
    }

    [Fact]
    public async Task GetAsync_UserAndPassword_IsBasic()
    {
        var source = Source(new() { Host = new Uri("https://h"), Username = "u", Password = "pässword" });

        var credential = await source.GetAsync(CancellationToken.None);

        credential.Authorization!.ToString().Should().Be("Basic dTpww6Rzc3dvcmQ=");
    }

    [Fact]
    public async Task GetAsync_CertificateReplacedBeforeItsKey_KeepsThePairUntilBothAreThere()
    {
        using var authority = new TestCertificateAuthority("ca");
        var (first, second) = (authority.Client("first"), authority.Client("second"));
        var source = Source(new()
        {
            Host = new Uri("https://h"),
            ClientCertificateFilePath = _folder.Write("crt", first.CertificatePem),
            ClientKeyFilePath = _folder.Write("key", first.KeyPem),
        });
        var before = await Subject(source);
        _folder.Write("crt", second.CertificatePem);
        _time.Advance(TimeSpan.FromMinutes(1));
        var between = await Subject(source);
        _folder.Write("key", second.KeyPem);
        _time.Advance(TimeSpan.FromMinutes(1));

        (before, between, await Subject(source)).Should().Be(("CN=first", "CN=first", "CN=second"));
    }

    [Fact]
    public async Task GetAsync_KeyOfAnotherCertificate_IsAClearError()
    {
        using var authority = new TestCertificateAuthority("ca");
        var source = Source(new()
        {
            Host = new Uri("https://h"),
            ClientCertificateFilePath = _folder.Write("crt", authority.Client("a").CertificatePem),
            ClientKeyFilePath = _folder.Write("key", authority.Client("b").KeyPem),
        });
        var get = async () => await source.GetAsync(CancellationToken.None);

        (await get.Should().ThrowAsync<KubeConfigException>()).WithMessage("*/crt: the client certificate and its key do not fit together*");
    }

    private static async Task<string?> Token(ConfiguredCredentialSource source) =>
        (await source.GetAsync(CancellationToken.None)).Authorization?.Parameter;

    private static async Task<string?> Subject(ConfiguredCredentialSource source) =>
        (await source.GetAsync(CancellationToken.None)).Certificate?.Context.TargetCertificate.Subject;

    private ConfiguredCredentialSource Source(KubernetesClientConfiguration configuration) => new(configuration, _time);
}
