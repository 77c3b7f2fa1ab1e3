namespace ImageStreams.Oci;

/// <summary>What a registry claims of a manifest without sending it; a hint, nothing here was verified.</summary>
/// <param name="Digest">Null if the registry does not tell.</param>
/// <param name="ContentType">Empty if the registry does not tell.</param>
/// <param name="Size">Null if the registry does not tell.</param>
public sealed record ManifestHead(Digest? Digest, string ContentType, long? Size)
{
    internal static ManifestHead Of(RegistryResponse response) => new(
        Digest.TryParse(response.Header("Docker-Content-Digest"), out var digest) ? digest : null,
        response.ContentType ?? "",
        response.ContentLength);
}
