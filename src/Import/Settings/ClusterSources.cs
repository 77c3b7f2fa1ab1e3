using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>What objects of the cluster say of where images may come from (docs/spec/importing.md#settings-of-the-cluster).</summary>
public sealed record ClusterSources
{
    /// <summary>They say nothing.</summary>
    public static ClusterSources None { get; } = new();

    public IReadOnlyList<MirrorRule> Mirrors { get; init; } = [];

    public IReadOnlyList<AllowedRegistry> AllowedRegistries { get; init; } = [];

    public IReadOnlyList<RegistryPattern> BlockedRegistries { get; init; } = [];

    public IReadOnlyList<RegistryPattern> InsecureRegistries { get; init; } = [];

    public IReadOnlyList<HostCertificates> CertificateAuthorities { get; init; } = [];

    /// <summary>What of it makes no sense and was left out.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    // Where both have a word on the same thing the settings of the process win.
    internal ImportSettings Under(ImportSettings settings) => settings with
    {
        Mirrors = [.. settings.Mirrors, .. Mirrors.Where(m => settings.Mirrors.All(own => own.Source != m.Source))],
        AllowedRegistries = settings.AllowedRegistries.Count > 0 ? settings.AllowedRegistries : AllowedRegistries,
        BlockedRegistries = [.. settings.BlockedRegistries, .. BlockedRegistries],
        InsecureRegistries = [.. settings.InsecureRegistries, .. InsecureRegistries],
        CertificateAuthorities = [.. settings.CertificateAuthorities, .. CertificateAuthorities],
    };
}
