using System.Collections.Concurrent;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>Streams whose stored fields have wrong types: each is told to its owner and logged, once for each way in which it is wrong.</summary>
internal sealed partial class UnreadableStreams(EventRecorder recorder, ImportMetrics metrics, ILogger<UnreadableStreams> logger)
{
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<NamespacedName, string> _told = new();

    public void Report(DecodeFailure failure)
    {
        var problem = $"{failure.Uid} {failure.Message}";
        if (_told.TryGetValue(failure.Key, out var told) && told == problem)
        {
            return;
        }

        if (_told.Count >= MaxRemembered)
        {
            _told.Clear();
        }

        _told[failure.Key] = problem;
        metrics.Unreadable();
        LogUnreadable(failure.Key, failure.Message);
        var regarding = new ObjectReference
        {
            ApiVersion = ImageStream.ResourceKind.ApiVersion,
            Kind = ImageStream.ResourceKind.Kind,
            Namespace = failure.Key.Namespace,
            Name = StoredNames.ToServed(failure.Key.Name),
            Uid = failure.Uid,
        };
        recorder.Record(regarding, "Warning", TagChange.Failed, $"the image stream cannot be read and is left alone: {failure.Message}");
    }

    [LoggerMessage(LogLevel.Warning, "Image stream {Stream} cannot be read and is left alone: {Problem}")]
    private partial void LogUnreadable(NamespacedName stream, string problem);
}
