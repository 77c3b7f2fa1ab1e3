using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>A watch of tags, made of a watch of streams: what a change of a stream means for its tags (docs/spec/api.md#watches-of-tags).</summary>
/// <remarks>A watch that does not begin with what is there begins with a list of that version, so that it knows what the caller knows.</remarks>
/// <param name="kind">How tags are shown.</param>
/// <param name="streams">The streams that are watched.</param>
/// <param name="query">What the caller wants to know.</param>
/// <param name="ns">The namespace; empty for all.</param>
/// <param name="view">What of a tag the caller is told.</param>
internal sealed class TagWatch<T>(ITagKind<T> kind, StoredObjects<ImageStream> streams, ListQuery query, string ns, Func<T, T> view)
    where T : class, IResource<T>
{
    private const int StreamsOfPage = 500;
    private const int MaxTags = 250_000;

    private readonly TagSelection _selection = new(query.FieldSelector);
    private readonly SeenTags<T> _seen = new(kind, new(query.FieldSelector), MaxTags);

    /// <summary>Begins the watch; it ends with the watch of the streams.</summary>
    /// <exception cref="ApiException">The watch is refused.</exception>
    public async Task<IAsyncEnumerable<WatchNotification>> OpenAsync(StoreCaller caller)
    {
        var watch = query with { FieldSelector = _selection.Streams };
        if (!query.BeginsWithState)
        {
            try
            {
                var version = await RememberAsync(caller);
                watch = watch with { ResourceVersion = version, ResourceVersionMatch = "", SendInitialEvents = null };
            }
            catch (ApiException e) when (e.Code == 410)
            {
                return Expired(e.Status);
            }
        }

        return TranslateAsync(await streams.WatchAsync(ns, watch, caller), caller.CancellationToken);
    }

    /// <summary>Learns which tags there were at the version from which on the caller wants to know; gives that version.</summary>
    private async Task<string> RememberAsync(StoreCaller caller)
    {
        var isAny = query.ResourceVersion is "" or "0";
        var list = query with
        {
            FieldSelector = _selection.Streams,
            Limit = StreamsOfPage,
            ResourceVersion = isAny ? "" : query.ResourceVersion,
            ResourceVersionMatch = isAny ? "" : "Exact",
        };
        var version = query.ResourceVersion;
        while (true)
        {
            using var page = await streams.ListAsync(ns, list, caller);
            await foreach (var stream in page.ItemsAsync(caller.CancellationToken))
            {
                _seen.Remember(stream);
            }

            version = isAny ? page.Metadata.ResourceVersion ?? "" : version;
            if (page.Metadata.Continue is not { Length: > 0 } next)
            {
                return version;
            }

            list = list with { Continue = next, ResourceVersion = "", ResourceVersionMatch = "" };
        }
    }

    private static async IAsyncEnumerable<WatchNotification> Expired(Status status)
    {
        await Task.CompletedTask;
        yield return WatchNotification.Error(status);
    }

    private async IAsyncEnumerable<WatchNotification> TranslateAsync(
        IAsyncEnumerable<WatchNotification> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in events.WithCancellation(cancellationToken))
        {
            if (change.Type == WatchNotification.Failed)
            {
                yield return change;
                continue;
            }

            var stream = JsonSerializer.Deserialize(change.Resource.Span, EntitiesJsonContext.Default.ImageStream)!;
            if (change.Type == WatchNotification.Bookmarked)
            {
                var isEndOfState = stream.Metadata?.Annotations?.ContainsKey("k8s.io/initial-events-end") == true;
                yield return WatchNotification.Bookmark(GroupVersionKind.Of(T.ResourceKind), stream.Metadata?.ResourceVersion ?? "", isEndOfState);
                continue;
            }

            foreach (var (type, tag) in change.Type == WatchNotification.Deleted ? _seen.Forget(stream) : _seen.Compare(stream))
            {
                yield return new(type, KubeJson.ToUtf8(view(tag), T.JsonTypeInfo));
            }
        }
    }
}
