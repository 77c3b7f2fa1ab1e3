using System.Runtime.CompilerServices;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>The events of a watch: the state first where it is wanted, then changes, with bookmarks between them (docs/spec/control-plane.md#watches).</summary>
internal sealed class ObjectWatches(ObjectStore store, ObjectReads reads, TimeProvider time)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastBookmark = TimeSpan.FromSeconds(2);

    /// <summary>Begins a watch; bad versions are refused here, before anything is sent.</summary>
    /// <exception cref="ApiException">500 for a version that is none; 504 for a state that does not come.</exception>
    public async Task<IAsyncEnumerable<WatchNotification>> StartAsync(ObjectSelection selection, ListQuery query, CancellationToken cancellationToken)
    {
        if (!ResourceVersions.TryParse(query.ResourceVersion, out var revision))
        {
            throw ApiException.Unclassified($"resourceVersion: Invalid value: {GoText.Quote(query.ResourceVersion)}: {ResourceVersions.Complaint(query.ResourceVersion)}");
        }

        var state = query.BeginsWithState ? await reads.AtLeastAsync(revision, cancellationToken) : null;
        return EventsAsync(selection, query, state, revision ?? 0, CancellationToken.None);
    }

    private async IAsyncEnumerable<WatchNotification> EventsAsync(
        ObjectSelection selection, ListQuery query, StoreSnapshot? state, long revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resource = selection.Resource;
        if (state is not null)
        {
            foreach (var item in selection.In(state.Table(resource.StoreResource)))
            {
                yield return new WatchNotification(WatchNotification.Added, resource.Render(item));
            }

            if (query.MarksEndOfState)
            {
                yield return Bookmark(resource, state.Revision, endsInitialEvents: true);
            }
        }

        var start = state?.Revision ?? (revision == 0 ? store.Current.Revision : revision);
        var watch = store.Watch(resource.StoreResource, start) ?? throw TooOld(start);
        var bookmarks = new BookmarkClock(query.AllowWatchBookmarks, query.Timeout, time);
        while (true)
        {
            var changes = await watch.ReadAsync(bookmarks.UntilNext, cancellationToken) ?? throw TooOld(watch.Revision);
            foreach (var change in changes)
            {
                if (Shown(selection, change) is { } notification)
                {
                    yield return notification;
                }
            }

            if (bookmarks.IsDue() && watch.Revision > 0)
            {
                yield return Bookmark(resource, watch.Revision, endsInitialEvents: false);
            }
        }
    }

    /// <summary>How a watcher sees a change: what comes into its selection is new to it, what leaves it is deleted.</summary>
    private static WatchNotification? Shown(ObjectSelection selection, StoreChange change)
    {
        var resource = selection.Resource;
        var was = change.Previous is not null && selection.Matches(change.Previous);
        var stays = change.Kind != StoreChangeKind.Deleted && selection.Matches(change.Object);
        return (was, stays) switch
        {
            (false, true) => new WatchNotification(WatchNotification.Added, resource.Render(change.Object)),
            (true, true) => new WatchNotification(WatchNotification.Modified, resource.Render(change.Object)),
            (true, false) => new WatchNotification(WatchNotification.Deleted, resource.Render(change.Previous!.At(change.Revision))),
            _ => null,
        };
    }

    private static WatchNotification Bookmark(ServedResource resource, long revision, bool endsInitialEvents) =>
        WatchNotification.Bookmark(resource.Kind, ResourceVersions.Text(revision), endsInitialEvents);

    private ApiException TooOld(long revision) =>
        ApiException.Expired($"too old resource version: {ResourceVersions.Text(revision)} ({ResourceVersions.Text(store.Current.Revision)})");

    /// <summary>Says when the next bookmark is due: each minute, and shortly before the end of a watch whose end is known.</summary>
    private sealed class BookmarkClock(bool wanted, TimeSpan? timeout, TimeProvider time)
    {
        private readonly DateTimeOffset? _last = timeout > LastBookmark ? time.GetUtcNow() + timeout - LastBookmark : null;
        private DateTimeOffset _next = time.GetUtcNow() + BookmarkInterval;
        private bool _lastIsOut;

        private DateTimeOffset Due => !_lastIsOut && _last < _next ? _last.Value : _next;

        public TimeSpan UntilNext
        {
            get
            {
                var left = Due - time.GetUtcNow();
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }

        public bool IsDue()
        {
            var now = time.GetUtcNow();
            if (now < Due)
            {
                return false;
            }

            _lastIsOut |= _last <= now;
            _next = now + BookmarkInterval;
            return wanted;
        }
    }
}
