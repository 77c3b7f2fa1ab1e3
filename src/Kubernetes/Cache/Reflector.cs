using ImageStreams.Entities;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>Keeps a store equal to what the server has: lists once, then watches on from there for ever.</summary>
/// <remarks>
/// Whatever ends a watch - the server, the network, silence, an event that is none - it goes on from the last version that it saw. Only
/// when that version is no longer kept, or nothing helps, everything is read again. docs/spec/client.md#cache
/// </remarks>
public sealed partial class Reflector<T>(ResourceClient<T> client, InformerOptions<T> options, IReflectorStore<T> store, ILogger logger)
    where T : class, IResource<T>
{
    private const int FailuresBeforeRelist = 6;
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = client.Client.Time;
    private readonly CacheMetrics _metrics = client.Client.Metrics.Cache;
    private readonly BackOff _backOff = new(Random.Shared.NextDouble);
    private readonly string _resource = client.Kind.GroupResource;
    private bool _streamingList = options.StreamingList;
    private bool _progressed;
    private string? _version;
    private int _held;

    private ListOptions Selection => new()
    {
        Namespace = options.Namespace,
        LabelSelector = options.LabelSelector,
        FieldSelector = options.FieldSelector,
        MetadataOnly = options.MetadataOnly,
    };

    /// <summary>Reads on until it is told to stop; whatever fails is logged and tried again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _metrics.Created(_resource);
        while (!cancellationToken.IsCancellationRequested)
        {
            _progressed = false;
            var failed = await FailsAsync(cancellationToken);
            if (_progressed)
            {
                _backOff.Reset();
            }

            if (failed || !_progressed)
            {
                await WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>One list and watch; any failure is logged here and healed by the next round.</summary>
    private async Task<bool> FailsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ListAndWatchAsync(cancellationToken);
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (KubeApiException e) when (e.IsExpired)
        {
            LogExpired(_resource, _version);
            _version = null;
        }
        catch (KubeApiException e) when (_streamingList && _version is null && (e.IsInvalid || (int)e.StatusCode == 400))
        {
            LogNoStreamingList(_resource);
            _streamingList = false;
        }
        catch (Exception e)
        {
            LogFailed(_resource, _version, e.Message);
        }

        _metrics.Failed(_resource);
        return true;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_backOff.Steps > 0 && _backOff.Steps % FailuresBeforeRelist == 0)
        {
            _version = null; // nothing helps: perhaps the server was put back to an older state and knows our version no longer
        }

        try
        {
            await Task.Delay(_backOff.Next(), _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // the loop ends by itself
        }
    }

    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        if (_version is null && !_streamingList)
        {
            var version = await client.ListPagesAsync(Selection, store.BeginReplace, Take, cancellationToken);
            EndReplace(version);
        }

        await WatchAsync(cancellationToken);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var isInitial = _version is null;
        if (isInitial)
        {
            store.BeginReplace();
        }

        var began = _time.GetTimestamp();
        _metrics.WatchBegan(_resource);
        try
        {
            await foreach (var change in client.WatchAsync(WatchOptions(isInitial), cancellationToken))
            {
                _metrics.EventCame(_resource);
                _progressed = true;
                isInitial = isInitial ? Collect(change) : Apply(change);
            }
        }
        finally
        {
            _progressed |= _time.GetElapsedTime(began) > LongEnough;
        }
    }

    private ListOptions WatchOptions(bool withInitialEvents) => withInitialEvents
        ? Selection with { SendInitialEvents = true, ResourceVersionMatch = "NotOlderThan" }
        : Selection with { ResourceVersion = _version };

    private bool Apply(WatchEvent<T> change)
    {
        Report(change.Failure);
        if (change.Object is { } item && change.Type != WatchEventType.Deleted)
        {
            store.Set(item);
        }
        else if (change.Type != WatchEventType.Bookmark)
        {
            store.Remove(change.Key); // gone, or in a form that we cannot read: an older copy would be a lie
        }

        Count();
        _version = change.ResourceVersion ?? _version;
        return false;
    }

    /// <summary>Takes what exists until the server says that this is all of it; returns whether there is more.</summary>
    private bool Collect(WatchEvent<T> change)
    {
        if (change.IsEndOfInitialEvents)
        {
            EndReplace(change.ResourceVersion);
            return false;
        }

        Report(change.Failure);
        if (change.Object is { } item && change.Type != WatchEventType.Deleted)
        {
            store.Add([item]);
        }
        else
        {
            store.Remove(change.Key);
        }

        return true;
    }

    private void Take(ListPage<T> page)
    {
        page.Failures.ForEach(Report);
        store.Add(page.Items);
        Count();
    }

    private void EndReplace(string? version)
    {
        store.EndReplace();
        Count();
        _version = version;
        _metrics.Listed(_resource);
        LogListed(_resource, store.Count, version);
    }

    private void Report(DecodeFailure? failure)
    {
        if (failure is not null)
        {
            options.OnDecodeFailure?.Invoke(failure);
        }
    }

    private void Count()
    {
        var count = store.Count;
        _metrics.Held(_resource, count - _held);
        _held = count;
    }

    [LoggerMessage(LogLevel.Debug, "Read {Count} {Resource} at version {Version}")]
    private partial void LogListed(string resource, int count, string? version);

    [LoggerMessage(LogLevel.Information, "Version {Version} of {Resource} is no longer kept: reading everything again")]
    private partial void LogExpired(string resource, string? version);

    [LoggerMessage(LogLevel.Information, "The server cannot send {Resource} through a watch: reading pages")]
    private partial void LogNoStreamingList(string resource);

    [LoggerMessage(LogLevel.Warning, "Watching {Resource} from version {Version} failed: {Reason}")]
    private partial void LogFailed(string resource, string? version, string reason);
}
