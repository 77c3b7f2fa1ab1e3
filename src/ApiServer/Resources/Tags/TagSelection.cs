using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>Field selectors of lists and watches of tags: what they say of the streams, and what of the tags.</summary>
internal sealed class TagSelection
{
    private const string NameField = "metadata.name";

    private readonly FieldSelectorExpression _selector;

    /// <exception cref="ApiException">400 for a field that tags cannot be selected by.</exception>
    public TagSelection(FieldSelectorExpression selector)
    {
        SelectorTranslation.Ensure(selector, []);
        _selector = selector;
        var (others, stream) = (selector.Without(NameField).ToString(), selector.RequiresExactMatch(NameField)?.Split(':')[0]);
        Streams = FieldSelectorExpression.Parse(
            string.Join(',', new[] { others, stream is null ? "" : $"{NameField}={stream}" }.Where(t => t.Length > 0)));
    }

    /// <summary>The streams in which there may be such tags.</summary>
    public FieldSelectorExpression Streams { get; }

    public bool Selects(ObjectMeta? tag) => _selector.Matches(field => field == NameField ? tag?.Name : tag?.Namespace);
}
