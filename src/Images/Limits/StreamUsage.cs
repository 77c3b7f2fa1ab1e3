using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>What of a stream counts against limits (docs/spec/imagestream.md#limits).</summary>
public sealed record StreamUsage
{
    private StreamUsage(HashSet<string> images, HashSet<string> references) => (Images, References) = (images, references);

    /// <summary>The images of all histories, each once.</summary>
    public IReadOnlySet<string> Images { get; }

    /// <summary>What the tags of the spec come from, each once and in its shortest form.</summary>
    public IReadOnlySet<string> References { get; }

    /// <param name="stream">A stream; null uses nothing.</param>
    public static StreamUsage Of(ImageStream? stream) => new(
        (stream?.StatusTags ?? []).SelectMany(t => t.Events).Select(e => e.Image).Where(i => !string.IsNullOrEmpty(i)).OfType<string>().ToHashSet(StringComparer.Ordinal),
        (stream?.SpecTags ?? []).Select(t => ReferenceOf(stream!, t)).OfType<string>().ToHashSet(StringComparer.Ordinal));

    private static string? ReferenceOf(ImageStream stream, TagReference tag)
    {
        var (name, ns) = (tag.From?.Name ?? "", tag.From?.Namespace is { Length: > 0 } other ? other : stream.Namespace);
        return tag.From?.Kind switch
        {
            SourceKinds.DockerImage => ImageReference.TryParse(name, out var reference) ? reference.DockerClientDefaults().DaemonMinimal().Exact : null,
            SourceKinds.ImageStreamTag => name.Contains(':', StringComparison.Ordinal) ? $"{ns}/{name}" : null,
            SourceKinds.ImageStreamImage => name.Contains('@', StringComparison.Ordinal) ? $"{ns}/{name}" : null,
            _ => null,
        };
    }
}
