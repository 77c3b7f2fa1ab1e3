using System.Runtime.CompilerServices;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>A list of tags, sorted by stream and tag, made of the pages of a list of streams while these arrive (docs/spec/api.md#lists-of-tags).</summary>
internal sealed class TagList<T> : IDisposable
    where T : class, IResource<T>
{
    private const int StreamsOfPage = 500;

    private readonly ITagKind<T> _kind;
    private readonly StoredObjects<ImageStream> _streams;
    private readonly TagSelection _selection;
    private readonly ListQuery _query;
    private readonly string _namespace;
    private readonly TagListPosition? _after;
    private readonly int _pageLimit;
    private StoreCaller? _caller;
    private StoredPage<ImageStream>? _page;
    private string _pageToken = "";
    private string _version;

    /// <exception cref="ApiException">400 for a token or a selector that cannot be understood.</exception>
    public TagList(ITagKind<T> kind, StoredObjects<ImageStream> streams, ListQuery query, string ns)
    {
        (_kind, _streams, _query, _namespace, _selection) = (kind, streams, query, ns, new(query.FieldSelector));
        _after = query.Continue.Length == 0 ? null : TagListPosition.Parse(query.Continue);
        (_pageToken, _version) = (_after?.Page ?? "", _after?.Version ?? "");
        _pageLimit = _after?.PageLimit ?? Math.Min(query.Limit, StreamsOfPage);
    }

    /// <summary>The version of the streams, from which a watch of their tags goes on, and the token of the next page; known after the last item.</summary>
    public ListMeta Metadata { get; private set; } = new();

    /// <summary>Asks for the first page of streams, so that a refusal comes before the first item.</summary>
    public async Task BeginAsync(StoreCaller caller)
    {
        _caller = caller;
        await OpenAsync();
    }

    /// <summary>The tags. Asked for once.</summary>
    public async IAsyncEnumerable<T> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (given, isMore, isReached) = (0, false, _after is null);
        TagListPosition? last = null;
        for (var isFirst = true; isFirst || await NextAsync(isMore); isFirst = false)
        {
            await foreach (var stream in _page!.ItemsAsync(cancellationToken))
            {
                var key = $"{stream.Metadata?.Namespace}/{stream.Metadata?.Name}";
                foreach (var tag in TagsOf(stream).Where(t => isReached || (key == _after!.Stream && string.CompareOrdinal(t.Name, _after.Tag) > 0)))
                {
                    if (isMore || (_query.Limit > 0 && given == _query.Limit))
                    {
                        isMore = true;
                        break;
                    }

                    given++;
                    last = new(_version, _pageToken, _pageLimit, key, tag.Name);
                    yield return tag.View;
                }

                isReached = isReached || key == _after!.Stream;
            }

            _version = _version.Length > 0 ? _version : _page.Metadata.ResourceVersion ?? "";
        }

        Metadata = new() { ResourceVersion = _version, Continue = isMore ? (last! with { Version = _version }).ToString() : null };
    }

    public void Dispose() => _page?.Dispose();

    /// <summary>Goes on to the next page of streams, if there is one and it is wanted.</summary>
    private async Task<bool> NextAsync(bool isMore)
    {
        if (isMore || _page!.Metadata.Continue is not { Length: > 0 } next)
        {
            return false;
        }

        _page.Dispose();
        _pageToken = next;
        await OpenAsync();
        return true;
    }

    private async Task OpenAsync()
    {
        // Within the first page there is no token of the store to go on with, but its version can be asked for again. A page has to be
        // the same each time it is asked for, which it is not at any version.
        var isFirst = _pageToken.Length == 0;
        var (version, match) = (isFirst, _after) switch
        {
            (false, _) => ("", ""),
            (true, not null) => (_version, "Exact"),
            _ when _pageLimit > 0 && _query.ResourceVersion == "0" => ("", ""),
            _ => (_query.ResourceVersion, _query.ResourceVersionMatch),
        };
        var selection = _query with
        {
            FieldSelector = _selection.Streams,
            Continue = _pageToken,
            Limit = _pageLimit,
            ResourceVersion = version,
            ResourceVersionMatch = match,
        };
        _page = await _streams.ListAsync(_namespace, selection, _caller!);
    }

    // Of the image a list tells no more than the stream knows.
    private IEnumerable<(string Name, T View)> TagsOf(ImageStream stream) => _kind.ShowAll(stream)
        .Where(t => _selection.Selects(t.View.Metadata))
        .Select(t => (t.Name, _kind.With(t.View, null, t.View.Metadata!)));
}
