using ImageStreams.LocalRegistry;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#sharing: what is fetched is there for others as long as somebody works on it.</summary>
public sealed class HeldManifestsTests
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private readonly HeldManifests _held = new();

    [Fact]
    public void Find_AManifestThatSeveralHold_EndsWithTheLast()
    {
        var (first, second) = (_held.Hold(Image.OciManifest), _held.Hold(Image.OciManifest));

        first.Dispose();
        first.Dispose();
        _held.Find(Image.OciManifest.Digest).Should().BeSameAs(Image.OciManifest);

        second.Dispose();
        _held.Find(Image.OciManifest.Digest).Should().BeNull();
    }
}
