using System.Runtime.CompilerServices;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>A watch while its events arrive.</summary>
/// <param name="decoder">Reads the objects.</param>
/// <param name="response">The control plane's answer.</param>
/// <param name="selector">What the control plane could not select by.</param>
/// <param name="beginsWithState">Whether there is a state, which is to be shown in the order of the served names.</param>
/// <param name="time">The clock.</param>
internal sealed class StoredWatch<T>(
    StoredDecoder<T> decoder, HttpResponseMessage response, FieldSelectorExpression selector, bool beginsWithState, TimeProvider time)
    where T : class, IResource<T>
{
    /// <summary>A state comes without pauses: when nothing has come for so long, all of it is there.</summary>
    public static readonly TimeSpan EndOfState = TimeSpan.FromMilliseconds(200);

    private readonly ServedOrder<WatchNotification> _state = new();
    private bool _isState = beginsWithState;

    /// <summary>The events for the caller. Asked for once.</summary>
    public async IAsyncEnumerable<WatchNotification> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (response)
        {
            var events = new WatchEvents<T>(decoder, selector);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var timer = time.CreateTimer(_ => pause.TrySetResult(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await using var lines = new WatchLines(stream) { Interruption = _isState ? pause.Task : null }
                .ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveNextAsync(lines))
            {
                foreach (var notification in Next(events, lines.Current))
                {
                    yield return notification;
                }

                if (_isState)
                {
                    timer.Change(EndOfState, Timeout.InfiniteTimeSpan);
                }
            }

            foreach (var notification in _state.Rest())
            {
                yield return notification;
            }
        }
    }

    private IEnumerable<WatchNotification> Next(WatchEvents<T> events, byte[] line)
    {
        if (line.Length == 0)
        {
            _isState = false;
            return _state.Rest();
        }

        if (events.Translate(line) is not { } next)
        {
            return [];
        }

        _isState &= next.Notification.Type == WatchNotification.Added;
        return _isState ? _state.Take(next.Metadata, next.Notification, line.Length) : [.. _state.Rest(), next.Notification];
    }

    /// <summary>A connection that breaks off ends the watch like an end that was meant: the caller resumes.</summary>
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<byte[]> lines)
    {
        try
        {
            return await lines.MoveNextAsync();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }
}
