using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Metadata with other annotations; the original stays as it is.</summary>
internal static class MetadataAnnotations
{
    extension(ObjectMeta? metadata)
    {
        public Dictionary<string, string> CopyAnnotations() =>
            metadata?.Annotations?.ToDictionary(StringComparer.Ordinal) ?? new Dictionary<string, string>(StringComparer.Ordinal);

        public ObjectMeta With(Dictionary<string, string> annotations) => (metadata ?? new ObjectMeta()) with { Annotations = annotations };
    }
}
