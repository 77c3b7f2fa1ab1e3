namespace ImageStreams.Entities;

/// <summary>How registries are treated.</summary>
public sealed record RegistrySources
{
    /// <summary>Those that may have any certificate, or none.</summary>
    public IReadOnlyList<string>? InsecureRegistries { get; init; }

    /// <summary>Those that nothing is taken from.</summary>
    public IReadOnlyList<string>? BlockedRegistries { get; init; }
}
