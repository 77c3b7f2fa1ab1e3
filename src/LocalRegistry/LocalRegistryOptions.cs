namespace ImageStreams.LocalRegistry;

/// <summary>Where the development registry keeps its content and where it listens.</summary>
public sealed class LocalRegistryOptions
{
    /// <summary>Made if it does not exist; what an earlier process stored there is served again.</summary>
    public required string Directory { get; init; }

    /// <summary>A port of 127.0.0.1; 0 = any free one.</summary>
    public int Port { get; init; }

    /// <summary>The largest manifest that is taken.</summary>
    public int MaxManifestBytes { get; init; } = 4 << 20;

    /// <summary>The largest blob that is taken.</summary>
    public long MaxBlobBytes { get; init; } = 16L << 30;
}
