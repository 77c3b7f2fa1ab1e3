using ImageStreams.Entities;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>Keeps a cache equal to what the server has: lists once, then watches on from there for ever.</summary>
/// <remarks>
/// Whatever ends a watch - the server, the network, silence, an event that is none - it goes on from the last version that it saw. Only
/// when that version is no longer kept, or nothing helps, everything is read again. docs/spec/client.md#cache
/// </remarks>
internal sealed partial class Reflector<T>(
    ResourceClient<T> client, InformerOptions<T> options, SharedCache<T> cache, Action synced, TimeProvider time, ILogger logger)
    where T : class, IResource<T>
{
    private const int FailuresBeforeRelist = 6;
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    private readonly CacheMetrics _metrics = client.Client.Metrics.Cache;
    private readonly BackOff _backOff = new(Random.Shared.NextDouble);
    private readonly string _resource = client.Kind.GroupResource;
    private bool _streamingList = options.StreamingList;
    private bool _progressed;
    private string? _version;

    private ListOptions Selection => new()
    {
        Namespace = options.Namespace,
        LabelSelector = options.LabelSelector,
        FieldSelector = options.FieldSelector,
        MetadataOnly = options.MetadataOnly,
    };

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
            await Task.Delay(_backOff.Next(), time, cancellationToken);
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
            var list = await client.ListWholeAsync(Selection, cancellationToken);
            list.Failures.ForEach(failure => options.OnDecodeFailure?.Invoke(failure));
            Replace(list.Items, list.ResourceVersion);
        }

        await WatchAsync(cancellationToken);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var initial = _version is null ? new Dictionary<NamespacedName, T>() : null;
        var began = time.GetTimestamp();
        _metrics.WatchBegan(_resource);
        try
        {
            await foreach (var change in client.WatchAsync(WatchOptions(initial is not null), cancellationToken))
            {
                _metrics.EventCame(_resource);
                _progressed = true;
                initial = initial is null ? Apply(change) : Collect(change, initial);
            }
        }
        finally
        {
            _progressed |= time.GetElapsedTime(began) > LongEnough;
        }
    }

    private ListOptions WatchOptions(bool withInitialEvents) => withInitialEvents
        ? Selection with { SendInitialEvents = true, ResourceVersionMatch = "NotOlderThan" }
        : Selection with { ResourceVersion = _version };

    private Dictionary<NamespacedName, T>? Apply(WatchEvent<T> change)
    {
        if (change.Failure is { } failure)
        {
            options.OnDecodeFailure?.Invoke(failure);
        }

        if (change.Object is { } item && change.Type != WatchEventType.Deleted)
        {
            cache.Set(item);
        }
        else if (change.Type != WatchEventType.Bookmark)
        {
            cache.Remove(change.Key); // gone, or in a form that we cannot read: an older copy would be a lie
        }

        _version = change.ResourceVersion ?? _version;
        return null;
    }

    /// <summary>Gathers what exists until the server says that this is all of it.</summary>
    private Dictionary<NamespacedName, T>? Collect(WatchEvent<T> change, Dictionary<NamespacedName, T> initial)
    {
        if (change.IsEndOfInitialEvents)
        {
            Replace([.. initial.Values], change.ResourceVersion);
            return null;
        }

        if (change.Failure is { } failure)
        {
            options.OnDecodeFailure?.Invoke(failure);
        }

        if (change.Object is { } item && change.Type != WatchEventType.Deleted)
        {
            initial[change.Key] = item;
        }
        else
        {
            initial.Remove(change.Key);
        }

        return initial;
    }

    private void Replace(List<T> items, string? version)
    {
        cache.Replace(items);
        _version = version;
        _metrics.Listed(_resource);
        LogListed(_resource, items.Count, version);
        synced();
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
