using System.Threading.Channels;
using ImageStreams.Entities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>Tells users what happened to their objects, as core/v1 Events. Recording never waits and never fails.</summary>
/// <remarks>
/// The same event of the same object is counted, not written again. An object gets a few dozen events at once and then few; what is too
/// much, or cannot be written, is dropped. docs/spec/client.md#events
/// </remarks>
public sealed partial class EventRecorder : BackgroundService
{
    private const int MaxMessage = 1024;
    private const int Attempts = 3;

    private readonly Lock _lock = new();
    private readonly LeastRecentlyUsed<EventSubject, TokenBucket> _limits;
    private readonly Channel<RecordedEvent> _queue;
    private readonly EventSender _sender;
    private readonly EventRecorderOptions _options;
    private readonly EventMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<EventRecorder> _logger;

    public EventRecorder(KubernetesClient client, EventRecorderOptions options, ILogger<EventRecorder> logger)
    {
        _limits = new LeastRecentlyUsed<EventSubject, TokenBucket>(options.MaxRemembered);
        _queue = Channel.CreateBounded<RecordedEvent>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _sender = new EventSender(client.Resource<Event>(), options);
        _options = options;
        _metrics = client.Metrics.Events;
        _time = client.Time;
        _logger = logger;
    }

    /// <summary>Something went as it should.</summary>
    public void Normal<T>(T regarding, string reason, string message)
        where T : class, IResource<T> => Record(Reference(regarding), "Normal", reason, message);

    /// <summary>Something did not go as it should.</summary>
    public void Warning<T>(T regarding, string reason, string message)
        where T : class, IResource<T> => Record(Reference(regarding), "Warning", reason, message);

    /// <summary>Something of <paramref name="type"/> <c>Normal</c> or <c>Warning</c> happened to an object that we need not hold.</summary>
    public void Record(ObjectReference regarding, string type, string reason, string message)
    {
        var text = message.Length <= MaxMessage ? message : $"{message[..(MaxMessage - 3)]}...";
        if (!IsWithinLimit(EventSubject.Of(regarding)))
        {
            _metrics.Limited();
        }
        else if (!_queue.Writer.TryWrite(new RecordedEvent(regarding, type, reason, text, _time.GetUtcNow())))
        {
            _metrics.QueueFull();
        }
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Sends what is queued, also what is left when the process stops.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using var flush = stoppingToken.Register(() => end.CancelAfter(_options.FlushTimeout));
        try
        {
            await foreach (var recorded in _queue.Reader.ReadAllAsync(end.Token))
            {
                await SendAsync(recorded, end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            LogLeftOver(_queue.Reader.Count);
        }
    }

    private static ObjectReference Reference<T>(T regarding)
        where T : class, IResource<T> => new()
        {
            ApiVersion = T.ResourceKind.ApiVersion,
            Kind = T.ResourceKind.Kind,
            Namespace = regarding.Metadata?.Namespace,
            Name = regarding.Metadata?.Name,
            Uid = regarding.Metadata?.Uid,
            ResourceVersion = regarding.Metadata?.ResourceVersion,
        };

    private static bool IsWorthAnotherTry(Exception failure) =>
        failure is HttpRequestException or TimeoutException or IOException or KubeApiException { Status.Code: >= 500 or 429 };

    private bool IsWithinLimit(EventSubject subject)
    {
        lock (_lock)
        {
            if (!_limits.TryGet(subject, out var bucket))
            {
                bucket = new TokenBucket(_options.PerSecond, _options.Burst, _time);
                _limits.Set(subject, bucket);
            }

            return bucket.TryTake();
        }
    }

    private async Task SendAsync(RecordedEvent recorded, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _sender.SendAsync(recorded, cancellationToken);
                _metrics.Sent();
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                if (attempt == Attempts || !IsWorthAnotherTry(e))
                {
                    _metrics.Failed();
                    LogFailed(recorded.Reason, recorded.Regarding.Namespace, recorded.Regarding.Name, e.Message);
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), _time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Event {Reason} of {Namespace}/{Name} was not written: {Cause}")]
    private partial void LogFailed(string reason, string? @namespace, string? name, string cause);

    [LoggerMessage(LogLevel.Warning, "{Count} events were not written before the end")]
    private partial void LogLeftOver(int count);
}
