using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>A connection that dies without a word, as behind a router that forgets it, holds nobody up for long: docs/spec/registries.md#a-request.</summary>
public sealed class FrozenConnectionTests
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    [Fact]
    public async Task Head_OverAnHttp2ConnectionThatDied_GoesOnOverAnother()
    {
        await using var registry = await FaultyRegistry.StartHttp2Async();
        registry.On("HEAD /v2/team/app/manifests/1", Answers.Manifest(Image.OciManifest));
        await using var relay = TestRelay.Start(registry.Host);
        await using var transport = new TestTransport(options =>
        {
            options.PingDelay = options.PingTimeout = TimeSpan.FromSeconds(1);
            options.RequestTimeout = TimeSpan.FromSeconds(60);
            options.AdditionalRoots = [registry.Certificate!];
        });
        var client = transport.Client(relay.Host, insecure: false);
        await client.HeadManifestAsync("1", default);
        relay.Freeze();

        var head = await client.HeadManifestAsync("1", default).WaitAsync(TimeSpan.FromSeconds(30));

        head.Digest.Should().Be(Image.OciManifest.Digest);
        relay.Connections.Should().Be(2);
    }
}
