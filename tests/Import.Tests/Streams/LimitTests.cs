using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/imagestream.md#limits: the controller's door.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private static readonly SampleImage First = SampleImage.Create(1);
    private static readonly SampleImage Second = SampleImage.Create(2);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Serve("a/b", "1", First.OciManifest, First).Serve("a/b", "2", Second.OciManifest, Second);
        _fixture.Apply("s", Tag("one", "1"), Tag("same", "1"), Tag("two", "2"));
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_MoreImagesThanTheNamespaceAllows_FailsTheTagsThatWouldBringThem()
    {
        _fixture.Limits = new ImageLimits { MaxImages = Quantity.OfCount(1) };

        await _fixture.RunAsync("s");

        Newest("one").Should().Be(First.OciManifest.Digest.ToString());
        Newest("same").Should().Be(First.OciManifest.Digest.ToString());
        Newest("two").Should().BeNull();
        var condition = _fixture.Tag("s", "two").Conditions!.Should().ContainSingle().Subject;
        condition.Reason.Should().Be(ImportReasons.NotAllowed);
        condition.Message.Should().StartWith(
            "forbidden: requested usage of openshift.io/images exceeds the maximum limit per openshift.io/ImageStream (2 > 1); next attempt at ");
    }

    [Fact]
    public async Task Run_WhenTheLimitWasRaised_BringsTheImageWithTheNextAttempt()
    {
        _fixture.Limits = new ImageLimits { MaxImages = Quantity.OfCount(1) };
        await _fixture.RunAsync("s");

        _fixture.Limits = new ImageLimits { MaxImages = Quantity.OfCount(2) };
        _fixture.Time.Advance(TimeSpan.FromHours(2));
        await _fixture.RunAsync("s");

        Newest("two").Should().Be(Second.OciManifest.Digest.ToString());
        _fixture.Tag("s", "two").Conditions.Should().BeNullOrEmpty();
    }

    private JsonObject Tag(string name, string from) => TestStreams.Tag(name, _fixture.From($"a/b:{from}"));

    private string? Newest(string tag) => _fixture.Tag("s", tag).Newest?.Image;
}
