using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>One entry of the blobs or of the images of an answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">A <see cref="LayerBlob"/> or an <see cref="ImageIndexEntry"/>; null for an image that is missing.</param>
internal readonly record struct LayersMember(BlobName Name, object? Value)
{
    /// <summary>Whether both are written alike. Images are compared by instance, since the index shares them.</summary>
    public bool IsSame(LayersMember other) => Name == other.Name && (ReferenceEquals(Value, other.Value) || (Value is LayerBlob && Value.Equals(other.Value)));
}
