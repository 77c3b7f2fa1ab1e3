using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>What kubectl prints on the embedded control plane is what it printed on a real one when the transcripts were recorded.</summary>
public sealed class TranscriptTests(ControlPlaneFixture plane) : IClassFixture<ControlPlaneFixture>
{
    public static TheoryData<string> Names => [.. Transcript.Names()];

    [PeerTheory("kubectl")]
    [MemberData(nameof(Names))]
    public async Task Kubectl_OnTheEmbeddedControlPlane_PrintsWhatItPrintedOnARealOne(string name)
    {
        var transcript = Transcript.Load(name);

        var printed = await new TranscriptRunner(plane.KubeConfig, plane.Address).RunAsync(transcript);

        transcript.Differences(printed, embedded: true).Should().BeEmpty();
    }
}
