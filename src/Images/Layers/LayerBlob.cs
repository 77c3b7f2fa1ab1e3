namespace ImageStreams.Images;

/// <summary>What a blob is, wherever it is named; images share those of their layers that are the same.</summary>
/// <param name="Name">Its digest.</param>
/// <param name="Size">In bytes; null when nobody has said so.</param>
/// <param name="MediaType">Its media type; may be empty.</param>
public sealed record LayerBlob(BlobName Name, long? Size, string MediaType);
