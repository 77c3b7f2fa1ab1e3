using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>The name of a tag as a resource: <c>STREAM:TAG</c>.</summary>
internal readonly record struct TagName(string Stream, string Tag)
{
    /// <exception cref="ApiException">400 when the name is of another form.</exception>
    public static TagName Parse(string name, string kind) =>
        !name.Contains('@', StringComparison.Ordinal) && name.Split(':') is [{ Length: > 0 } stream, { Length: > 0 } tag]
            ? new(stream, tag)
            : throw ApiException.BadRequest($"{kind}s must be retrieved with <name>:<tag>");

    /// <summary>The name of a tag that is to be made: without a tag it means <c>latest</c>.</summary>
    /// <exception cref="ApiException">500, as the original has it, when there is no colon.</exception>
    public static TagName ParseNew(string name) => name.Split(':', 2) switch
    {
        [var stream, ""] => new(stream, Images.StreamTags.Latest),
        [var stream, var tag] => new(stream, tag),
        _ => throw ApiException.Unclassified($"{GoText.Quote(name)} must be of the form <stream_name>:<tag>"),
    };

    public override string ToString() => $"{Stream}:{Tag}";
}
