using System.Threading.Channels;

namespace ImageStreams.GenericApiServer;

/// <summary>Events on their way from a store to one watcher: bounded, so that a slow reader costs little and holds up nobody.</summary>
/// <remarks>
/// When the reader is too far behind, the queue ends: what is in it is still delivered, then the connection closes and the client
/// resumes at the version it saw last.
/// </remarks>
public sealed class WatchQueue(int capacity)
{
    private readonly Channel<WatchNotification> _events = Channel.CreateBounded<WatchNotification>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Adds an event; false when the watch has ended, by this event or before.</summary>
    public bool TryWrite(WatchNotification notification)
    {
        if (_events.Writer.TryWrite(notification))
        {
            return true;
        }

        _events.Writer.TryComplete();
        return false;
    }

    /// <summary>Ends the watch after what is in it.</summary>
    public void Complete() => _events.Writer.TryComplete();

    public IAsyncEnumerable<WatchNotification> ReadAllAsync(CancellationToken cancellationToken) => _events.Reader.ReadAllAsync(cancellationToken);
}
