using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>What failed under the settings before is not left to its waits: docs/spec/imports.md#due.</summary>
public sealed class SettingsChangeTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private ControllerFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ControllerFixture.CreateAsync();
        _fixture.Serve("a/b", "1", Image);
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Change_RegistryThatIsNoLongerBlocked_IsImportedFromAtOnce()
    {
        var before = _fixture.Settings.Current;
        await FailAsync(before with { BlockedRegistries = [RegistryPattern.Parse("127.0.0.1/a")] }, _fixture.From("a/b:1"), ImportReasons.Forbidden);

        _fixture.Change(before);

        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Image.OciManifest.Digest.ToString()));
    }

    [Fact]
    public async Task Change_RegistryThatIsAllowedNow_IsImportedFromAtOnce()
    {
        var before = _fixture.Settings.Current;
        await FailAsync(before with { AllowedRegistries = [new AllowedRegistry("quay.io", false)] }, _fixture.From("a/b:1"), ImportReasons.NotAllowed);

        _fixture.Change(before);

        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Image.OciManifest.Digest.ToString()));
    }

    [Fact]
    public async Task Change_MirrorOfARegistryThatIsAway_IsAskedAtOnce()
    {
        var before = _fixture.Settings.Current;
        await FailAsync(before, "127.0.0.1:1/a/b:1", ImportReasons.Unreachable);

        _fixture.Change(before with
        {
            Mirrors =
            [
                new MirrorRule
                {
                    Source = MirrorSource.TryParse("127.0.0.1:1", out var source) ? source : null!,
                    Mirrors = [RegistryLocation.TryParse(_fixture.Registry.Host, out var mirror) ? mirror : null!],
                },
            ],
        });

        await Eventually.Succeeds(() => _fixture.Image("s", "latest").Should().Be(Image.OciManifest.Digest.ToString()));
    }

    [Fact]
    public async Task Change_ThatDoesNotHelp_CostsOneAttemptAndNoWrite()
    {
        await FailAsync(_fixture.Settings.Current, _fixture.From("none/none:1"), ImportReasons.NotFound);
        await _fixture.SeeAnotherStreamAsync();
        var (requests, writes) = (_fixture.RequestsTo("/v2/none/"), _fixture.WritesTo("s"));

        _fixture.Change(_fixture.Settings.Current with { RepositoryTags = 7 });
        await Eventually.Succeeds(() => _fixture.RequestsTo("/v2/none/").Should().BeGreaterThan(requests));
        await _fixture.SeeAnotherStreamAsync();
        var tried = _fixture.RequestsTo("/v2/none/");
        await _fixture.SeeAnotherStreamAsync();

        _fixture.RequestsTo("/v2/none/").Should().Be(tried);
        _fixture.WritesTo("s").Should().Be(writes);
    }

    private async Task FailAsync(ImportSettings settings, string from, string reason)
    {
        _fixture.Settings.Replace(settings);
        _fixture.Apply("s", ControllerFixture.Tag("latest", from));
        await _fixture.StartAsync();
        await Eventually.Succeeds(() => _fixture.Reason("s", "latest").Should().Be(reason));
    }
}
