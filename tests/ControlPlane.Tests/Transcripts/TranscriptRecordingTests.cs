using System.Runtime.CompilerServices;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>
/// A real control plane still prints what the transcripts say. To record them anew:
/// <c>KUBEBUILDER_ASSETS=FOLDER RECORD_TRANSCRIPTS=1 dotnet test tests/ControlPlane.Tests --filter TranscriptRecordingTests</c>.
/// </summary>
public sealed class TranscriptRecordingTests(RealKubectlFixture real) : IClassFixture<RealKubectlFixture>
{
    public static TheoryData<string> Names => [.. Transcript.Names()];

    [ControlPlaneTheory("kube-controller-manager")]
    [MemberData(nameof(Names))]
    public async Task Kubectl_OnARealControlPlane_PrintsWhatIsRecorded(string name)
    {
        var transcript = Transcript.Load(name);

        var printed = await new TranscriptRunner(real.Plane!.KubeconfigPath, real.Plane.Address).RunAsync(transcript);

        if (Environment.GetEnvironmentVariable("RECORD_TRANSCRIPTS") is not null)
        {
            await File.WriteAllTextAsync(SourcePath(name), string.Join("\n\n", printed) + "\n");
            return;
        }

        transcript.Differences(printed, embedded: false).Should().BeEmpty();
    }

    private static string SourcePath(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "testdata", "transcripts", $"{name}.want");
}
