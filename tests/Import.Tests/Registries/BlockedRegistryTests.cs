using ImageStreams.Images;
using ImageStreams.LocalRegistry;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#blocked-registries.</summary>
public sealed class BlockedRegistryTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")), TestStreams.Tag("hub", "ruby"));
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.*")]
    [InlineData("127.0.0.1/a")]
    [InlineData("*")]
    public async Task Run_FromABlockedRegistry_IsForbiddenAndAsksNobody(string pattern)
    {
        Block(pattern, "docker.io");

        await _fixture.RunAsync("s");

        var failure = _fixture.Tag("s", "latest").ImportFailure!;
        failure.Reason.Should().Be(ImportReasons.Forbidden);
        failure.Message.Should().StartWith($"forbidden: registry {_fixture.Registry.Host} blocked");
        _fixture.Tag("s", "hub").ImportFailure!.Message.Should().StartWith("forbidden: registry  blocked", "the reference names none");
        _fixture.Registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_FromAnother_IsNotAffected()
    {
        Block("127.0.0.1/other", "docker.io");

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").Newest.Should().NotBeNull();
    }

    [Fact]
    public async Task Fetch_RepositoryOfABlockedRegistry_IsForbidden()
    {
        Block("127.0.0.1");

        var result = await _fixture.FetchAsync(repository: new RepositoryRequest
        {
            From = _fixture.From("a/b"),
            Insecure = true,
            ImportMode = ImportModes.Legacy,
            Platform = ServerPlatform.Current,
        });

        result.Repository!.Failure!.Message.Should().Be($"forbidden: registry {_fixture.Registry.Host} blocked");
        _fixture.Registry.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1:PORT", true)]
    [InlineData("127.*:PORT", true)]
    [InlineData("127.0.0.1", false)] // another port
    [InlineData("127.0.0.1:PORT/other", false)]
    public async Task Run_FromAnInsecureRegistry_NeedsNoFlagOfTheTag(string pattern, bool expected)
    {
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag.Remove("importPolicy");
        _fixture.Apply("t", tag);
        var port = _fixture.Registry.Host.Split(':')[1];
        _fixture.Settings.Replace(_fixture.Settings.Current with
        {
            InsecureRegistries = [RegistryPattern.Parse(pattern.Replace("PORT", port, StringComparison.Ordinal))],
        });

        var outcome = await _fixture.RunAsync("t");

        outcome.Failed.Should().Be(expected ? 0 : 1);
    }

    private void Block(params string[] patterns) =>
        _fixture.Settings.Replace(_fixture.Settings.Current with { BlockedRegistries = [.. patterns.Select(RegistryPattern.Parse)] });
}
