using System.Globalization;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>Tells users what became of their streams, each thing once (docs/spec/importing.md#the-controller).</summary>
internal sealed class StreamEvents(EventRecorder recorder)
{
    private const string RepositoryImportFailed = "RepositoryImportFailed";
    private const string CredentialsIgnored = "CredentialsIgnored";

    public void Tell(ImageStream stream, StreamOutcome outcome, StreamMemory memory)
    {
        foreach (var change in outcome.Changes)
        {
            Record(stream, change.Reason == TagChange.Failed ? "Warning" : "Normal", change.Reason, change.Message + LeftOut(change, outcome));
        }

        if (outcome.RepositoryNews is { } failure)
        {
            recorder.Warning(stream, RepositoryImportFailed, $"repository {stream.Spec?.DockerImageRepository}: {failure.Message}");
        }

        Warn(stream, TagChange.Failed, memory.News("platform", outcome.PlatformFailures.Select(p =>
            $"tag {p.Key}: the image for {p.Value.Platform} is missing: {p.Value.Failure.Message}")));
        if (outcome.Attempted.Count > 0 || outcome.RepositoryAttempted)
        {
            Warn(stream, CredentialsIgnored, memory.News(CredentialsIgnored, outcome.Ignored.Select(i => i.ToString())));
        }
    }

    public void Tell(ImageStream stream, IReadOnlyList<PlanProblem> problems, StreamMemory memory)
    {
        foreach (var reason in problems.GroupBy(p => p.Reason, StringComparer.Ordinal))
        {
            Warn(stream, reason.Key, memory.News(reason.Key, reason.Select(p => p.Message)));
        }
    }

    private static string LeftOut(TagChange change, StreamOutcome outcome) => outcome.Attestations.GetValueOrDefault(change.Tag) switch
    {
        0 => "",
        1 => "; one attestation in its list is left out",
        var count => string.Create(CultureInfo.InvariantCulture, $"; {count} attestations in its list are left out"),
    };

    private void Warn(ImageStream stream, string reason, IReadOnlyList<string> messages)
    {
        foreach (var message in messages)
        {
            recorder.Warning(stream, reason, message);
        }
    }

    private void Record(ImageStream stream, string type, string reason, string message)
    {
        if (type == "Warning")
        {
            recorder.Warning(stream, reason, message);
        }
        else
        {
            recorder.Normal(stream, reason, message);
        }
    }
}
