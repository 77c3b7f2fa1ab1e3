using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Name, namespace and generation of a stream, with absent read as empty.</summary>
internal static class StreamIdentity
{
    extension(ImageStream stream)
    {
        public string Name => stream.Metadata?.Name ?? "";

        public string Namespace => stream.Metadata?.Namespace ?? "";

        public long Generation => stream.Metadata?.Generation ?? 0;

        public StreamKey Key => new(stream.Namespace, stream.Name);

        public ImageStream WithGeneration(long generation) =>
            stream with { Metadata = (stream.Metadata ?? new ObjectMeta()) with { Generation = generation } };

        public string? FindAnnotation(string key) =>
            stream.Metadata?.Annotations is { } annotations && annotations.TryGetValue(key, out var value) ? value : null;
    }

    extension(TagReference tag)
    {
        public string? FindAnnotation(string key) =>
            tag.Annotations.Value is { } annotations && annotations.TryGetValue(key, out var value) ? value : null;
    }
}
