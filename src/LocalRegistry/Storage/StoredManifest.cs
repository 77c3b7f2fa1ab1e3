using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>A manifest as it was pushed.</summary>
internal sealed record StoredManifest(Digest Digest, string MediaType, ReadOnlyMemory<byte> Content);
