using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Writes events: a new one as an object, one that comes again as a higher count. Used by one thread.</summary>
internal sealed class EventSender(ResourceClient<Event> events, EventRecorderOptions options)
{
    private const int MaxName = 253;

    private readonly LeastRecentlyUsed<EventKey, SentEvent> _sent = new(options.MaxRemembered);

    public async Task SendAsync(RecordedEvent recorded, CancellationToken cancellationToken)
    {
        var sent = _sent.TryGet(recorded.Key, out var before)
            ? before with { Count = before.Count + 1 }
            : new SentEvent(NewKey(recorded.Regarding), recorded.Time, 1);
        if (before is not null && await TryCountAsync(sent, recorded, cancellationToken))
        {
            _sent.Set(recorded.Key, sent);
            return;
        }

        sent = before is null ? sent : sent with { Key = NewKey(recorded.Regarding) };
        await events.CreateAsync(ToEvent(sent, recorded), cancellationToken);
        _sent.Set(recorded.Key, sent);
    }

    /// <summary><c>false</c> when the event is no longer there: the API forgets events after an hour.</summary>
    private async Task<bool> TryCountAsync(SentEvent sent, RecordedEvent recorded, CancellationToken cancellationToken)
    {
        var change = new JsonObject { ["count"] = sent.Count, ["lastTimestamp"] = KubeTimeConverter.ToText(recorded.Time) };
        try
        {
            await events.PatchAsync(sent.Key, Patch.Merge(change), cancellationToken);
            return true;
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    private Event ToEvent(SentEvent sent, RecordedEvent recorded) => new()
    {
        Metadata = new ObjectMeta { Namespace = sent.Key.Namespace, Name = sent.Key.Name },
        InvolvedObject = recorded.Regarding,
        Type = recorded.Type,
        Reason = recorded.Reason,
        Message = recorded.Message,
        Count = sent.Count,
        FirstTimestamp = sent.First,
        LastTimestamp = recorded.Time,
        Source = new EventSource { Component = options.ReportingController },
        ReportingComponent = options.ReportingController,
        ReportingInstance = options.ReportingInstance,
    };

    /// <summary>Events live in the namespace of their object, those of cluster-wide objects in <c>default</c>; their names are unique.</summary>
    private static NamespacedName NewKey(ObjectReference regarding)
    {
        var suffix = $".{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var name = string.Concat((regarding.Name ?? "").ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
        name = name[..Math.Min(name.Length, MaxName - suffix.Length)].Trim('.', '-').Replace("..", ".-", StringComparison.Ordinal);
        return new NamespacedName(string.IsNullOrEmpty(regarding.Namespace) ? "default" : regarding.Namespace, $"{(name.Length == 0 ? "x" : name)}{suffix}");
    }
}
