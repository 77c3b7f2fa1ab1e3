using System.Runtime.CompilerServices;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>A list of tags, sorted by stream and tag, made of the pages of a list of streams while these arrive (docs/spec/api.md#lists-of-tags).</summary>
internal sealed class TagList : IDisposable
{
    private const int StreamsOfPage = 500;
    private const string NameField = "metadata.name";

    private readonly StoredObjects<ImageStream> _streams;
    private readonly ImportSettings _settings;
    private readonly ListQuery _query;
    private readonly string _namespace;
    private readonly TagListPosition? _after;
    private StoreCaller? _caller;
    private StoredPage<ImageStream>? _page;
    private string _pageToken = "";
    private string _version;

    /// <exception cref="ApiException">400 for a token or a selector that cannot be understood.</exception>
    public TagList(StoredObjects<ImageStream> streams, ListQuery query, string ns, ImportSettings settings)
    {
        SelectorTranslation.Ensure(query.FieldSelector, []);
        (_streams, _settings, _query, _namespace) = (streams, settings, query, ns);
        _after = query.Continue.Length == 0 ? null : TagListPosition.Parse(query.Continue);
        (_pageToken, _version) = (_after?.Page ?? "", _after?.Version ?? "");
    }

    /// <summary>Token of the next page; known after the last item. There is no version, since there is nothing to watch.</summary>
    public ListMeta Metadata { get; private set; } = new();

    /// <summary>Asks for the first page of streams, so that a refusal comes before the first item.</summary>
    public async Task BeginAsync(StoreCaller caller)
    {
        _caller = caller;
        await OpenAsync();
    }

    /// <summary>The tags. Asked for once.</summary>
    public async IAsyncEnumerable<ImageStreamTag> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
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
                    last = new(_version, _pageToken, key, tag.Name);
                    yield return tag.View;
                }

                isReached = isReached || key == _after!.Stream;
            }

            _version = _version.Length > 0 ? _version : _page.Metadata.ResourceVersion ?? "";
        }

        Metadata = new() { Continue = isMore ? (last! with { Version = _version }).ToString() : null };
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
        // Within the first page there is no token of the store to go on with, but its version can be asked for again.
        var isResumed = _pageToken.Length == 0 && _after is not null;
        var selection = _query with
        {
            FieldSelector = StreamSelector(),
            Continue = _pageToken,
            Limit = _query.Limit > 0 ? Math.Min(_query.Limit, StreamsOfPage) : StreamsOfPage,
            ResourceVersion = isResumed ? _version : _pageToken.Length > 0 ? "" : _query.ResourceVersion,
            ResourceVersionMatch = isResumed ? "Exact" : _pageToken.Length > 0 ? "" : _query.ResourceVersionMatch,
        };
        _page = await _streams.ListAsync(_namespace, selection, _caller!);
    }

    /// <summary>What can be said of the streams when the caller selects tags.</summary>
    private FieldSelectorExpression StreamSelector()
    {
        var others = _query.FieldSelector.Without(NameField).ToString();
        var stream = _query.FieldSelector.RequiresExactMatch(NameField)?.Split(':')[0];
        return FieldSelectorExpression.Parse(string.Join(',', new[] { others, stream is null ? "" : $"{NameField}={stream}" }.Where(t => t.Length > 0)));
    }

    private IEnumerable<(string Name, ImageStreamTag View)> TagsOf(ImageStream stream)
    {
        foreach (var tag in stream.StatusTags.Select(t => t.Tag ?? "").Order(StringComparer.Ordinal))
        {
            // Of the image a list tells no more than the stream knows.
            if (StreamViews.FindImageName(stream, tag) is { } image
                && StreamViews.FindTag(stream, tag, new Image { Metadata = new() { Name = image } }, _settings.Plan.Hosts, _settings.ImportMode) is { } view
                && _query.FieldSelector.Matches(field => field == NameField ? view.Metadata?.Name : view.Metadata?.Namespace))
            {
                yield return (tag, view with { Kind = null, ApiVersion = null });
            }
        }
    }
}
