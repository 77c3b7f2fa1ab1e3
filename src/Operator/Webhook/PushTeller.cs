using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>Tells users what became of what they pushed (docs/spec/push.md#events).</summary>
internal sealed partial class PushTeller(EventRecorder recorder, ILogger<PushTeller> logger)
{
    private const string Pushed = "TagPushed";
    private const string Deleted = "TagDeleted";
    private const string Refused = "PushRefused";
    private const string Failed = "PushFailed";

    /// <summary>What came of looking at a push.</summary>
    /// <param name="work">What was looked at.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="isTold">Whether a notification asked for it: what is found by comparing again and again is not told again and again.</param>
    public void Tell(PushWork work, PushOutcome outcome, bool isTold)
    {
        switch (outcome.Result)
        {
            case PushResult.Written or PushResult.Deleted:
                Tell(work, outcome);
                break;
            case PushResult.Refused when isTold:
                LogRefused(work.Stream, work.Tag, outcome.Message);
                Warn(work, Refused, outcome);
                break;
            case PushResult.Kept when isTold:
                LogKept(work.Stream, work.Tag, outcome.Message);
                break;
            default:
                LogLooked(work.Stream, work.Tag, outcome.Result, outcome.Message);
                break;
        }
    }

    /// <summary>Nobody tries any more to find out about a push.</summary>
    public void GiveUp(PushWork work, string problem)
    {
        LogGivenUp(work.Stream, work.Tag, problem);
        Warn(work, Failed, new PushOutcome(PushResult.Failed) { Message = problem });
    }

    /// <summary>What became of the tags of a stream that was looked at because its source was pushed.</summary>
    public void Tell(ImageStream stream, IReadOnlyList<TagChange> changes)
    {
        foreach (var change in changes)
        {
            recorder.Record(ReferenceOf(stream), change.Reason == TagChange.Failed ? "Warning" : "Normal", change.Reason, change.Message);
        }
    }

    private void Tell(PushWork work, PushOutcome outcome)
    {
        if (outcome.Result == PushResult.Deleted)
        {
            LogDeleted(work.Stream, work.Tag);
            recorder.Record(ReferenceOf(work, outcome), "Normal", Deleted, $"tag {work.Tag} was deleted from the registry");
            return;
        }

        LogPushed(work.Stream, work.Tag);
        foreach (var change in outcome.Changes)
        {
            recorder.Record(ReferenceOf(work, outcome), "Normal", change.Tag == work.Tag ? Pushed : change.Reason, change.Message);
        }
    }

    private void Warn(PushWork work, string reason, PushOutcome outcome)
    {
        var what = work.Tag.Length > 0 ? $"tag {work.Tag}" : $"manifest {work.Digest}";
        if (outcome.HasNamespace)
        {
            recorder.Record(ReferenceOf(work, outcome), "Warning", reason, $"{what}: {outcome.Message}");
        }
        else
        {
            recorder.Warning(
                new Namespace { Metadata = new ObjectMeta { Name = work.Stream.Namespace } }, reason, $"image stream {work.Stream.Name}, {what}: {outcome.Message}");
        }
    }

    private static ObjectReference ReferenceOf(PushWork work, PushOutcome outcome) => ReferenceOf(
        outcome.Stream ?? work.Cached ?? new ImageStream { Metadata = new ObjectMeta { Namespace = work.Stream.Namespace, Name = work.Stream.Name } });

    private static ObjectReference ReferenceOf(ImageStream stream) => new()
    {
        ApiVersion = ImageStream.ResourceKind.ApiVersion,
        Kind = ImageStream.ResourceKind.Kind,
        Namespace = stream.Metadata?.Namespace,
        Name = stream.Metadata?.Name,
        Uid = stream.Metadata?.Uid,
        ResourceVersion = stream.Metadata?.ResourceVersion,
    };

    [LoggerMessage(LogLevel.Information, "{Stream}: {Tag} was pushed")]
    private partial void LogPushed(StreamKey stream, string tag);

    [LoggerMessage(LogLevel.Information, "{Stream}: {Tag} was deleted from the registry")]
    private partial void LogDeleted(StreamKey stream, string tag);

    [LoggerMessage(LogLevel.Warning, "{Stream}: the push of {Tag} is refused: {Problem}")]
    private partial void LogRefused(StreamKey stream, string tag, string problem);

    [LoggerMessage(LogLevel.Warning, "{Stream}: {Tag} stays as it is: {Reason}")]
    private partial void LogKept(StreamKey stream, string tag, string reason);

    [LoggerMessage(LogLevel.Warning, "{Stream}: what was pushed as {Tag} could not be found out: {Problem}")]
    private partial void LogGivenUp(StreamKey stream, string tag, string problem);

    [LoggerMessage(LogLevel.Debug, "{Stream}: {Tag} was looked at: {Result} {Message}")]
    private partial void LogLooked(StreamKey stream, string tag, PushResult result, string message);
}
