using System.Diagnostics.CodeAnalysis;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>The image that a tag is taken from when that is not a registry: a tag or an image of a stream.</summary>
public sealed record TagSource
{
    private TagSource(string tag, StreamKey stream, string selector)
    {
        Tag = tag;
        Stream = stream;
        Selector = selector;
    }

    /// <summary>The spec tag that names the source.</summary>
    public string Tag { get; }

    /// <summary>The stream that the source is in.</summary>
    public StreamKey Stream { get; }

    /// <summary>The tag or the image id in that stream.</summary>
    public string Selector { get; }

    /// <summary>
    /// Splits <c>tag</c>, <c>stream:tag</c>, <c>id</c> or <c>stream@id</c>; false when the source is of another kind or form.
    /// </summary>
    internal static bool TryRead(ImageStream stream, TagReference tag, [NotNullWhen(true)] out TagSource? source)
    {
        source = null;
        if (tag.From is not { } from || SeparatorOf(from.Kind) is not { } separator)
        {
            return false;
        }

        var parts = (from.Name ?? "").Split(separator);
        if (parts.Length > 2)
        {
            return false;
        }

        var ns = string.IsNullOrEmpty(from.Namespace) ? stream.Namespace : from.Namespace;
        var key = new StreamKey(ns, parts.Length == 2 ? parts[0] : stream.Name);
        source = new TagSource(tag.Name ?? "", key, parts[^1]);
        return true;
    }

    private static char? SeparatorOf(string? kind) => kind switch
    {
        SourceKinds.ImageStreamTag => ':',
        SourceKinds.ImageStreamImage => '@',
        _ => null,
    };
}
