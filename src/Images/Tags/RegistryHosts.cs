namespace ImageStreams.Images;

/// <summary>Under which hosts the integrated registry is reached; empty where there is none.</summary>
public sealed record RegistryHosts
{
    /// <summary>There is no integrated registry.</summary>
    public static RegistryHosts None { get; } = new();

    /// <summary>Host and port inside the cluster.</summary>
    public string Internal { get; init; } = "";

    /// <summary>Host and port for the world outside.</summary>
    public string Public { get; init; } = "";
}
