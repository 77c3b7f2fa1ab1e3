namespace ImageStreams.Oci;

/// <summary>Why a registry operation failed, as far as callers tell causes apart.</summary>
public enum RegistryErrorKind
{
    /// <summary>The registry failed, or answered what no registry should.</summary>
    Server,
    Unauthorized,
    Forbidden,
    NotFound,
    TooManyRequests,
    Timeout,
    Unreachable,
    InvalidManifest,
    TooLarge,
}
