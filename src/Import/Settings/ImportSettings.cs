using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>How images are imported, as it is configured at one moment; see <see cref="ImportSettingsSource"/>.</summary>
public sealed record ImportSettings
{
    /// <summary>The node's own credentials, where the kubelet keeps them.</summary>
    public const string DefaultNodeAuthFile = "/var/lib/kubelet/config.json";

    /// <summary>The import mode of tags that name none. Default <c>Legacy</c>.</summary>
    public string ImportMode { get; init; } = ImportModes.Legacy;

    /// <summary>How many tags of a repository are imported; -1 for all. Default 50.</summary>
    public int RepositoryTags { get; init; } = 50;

    /// <summary>The registries that may be imported from; empty for every one. Default empty.</summary>
    public IReadOnlyList<AllowedRegistry> AllowedRegistries { get; init; } = [];

    /// <summary>Registries, and repositories in them, that nothing is imported from. Default none.</summary>
    public IReadOnlyList<RegistryPattern> BlockedRegistries { get; init; } = [];

    /// <summary>Registries that are spoken to without a trusted certificate, or without TLS. Default none.</summary>
    public IReadOnlyList<RegistryPattern> InsecureRegistries { get; init; } = [];

    /// <summary>Where images are looked for before their own registry is asked. Default nowhere.</summary>
    public IReadOnlyList<MirrorRule> Mirrors { get; init; } = [];

    /// <summary>Certificates that hosts are trusted by, beside the system's. Default none.</summary>
    public IReadOnlyList<HostCertificates> CertificateAuthorities { get; init; } = [];

    /// <summary>Hosts that may issue tokens for registries on other hosts, beside those of the large public ones. Default none.</summary>
    public IReadOnlyList<TrustedTokenService> TokenServices { get; init; } = [];

    /// <summary>The proxies to registries. Default none.</summary>
    public RegistryProxy Proxy { get; init; } = RegistryProxy.None;

    /// <summary>Where the integrated registry sends its clients for tokens, if it has a host of its own. Default none.</summary>
    public Uri? TokenRealm { get; init; }

    /// <summary>A docker configuration with credentials for every namespace; a file that is not there has none.</summary>
    public string NodeAuthFile { get; init; } = DefaultNodeAuthFile;

    /// <summary>Plugins that know credentials for every namespace. Default none.</summary>
    public IReadOnlyList<CredentialProvider> CredentialProviders { get; init; } = [];

    /// <summary>How many streams are worked on at a time; takes effect at the start. Default 64.</summary>
    public int Workers { get; init; } = 64;

    /// <summary>How many requests one registry gets at a time. Default 8.</summary>
    public int RequestsPerRegistry { get; init; } = 8;

    /// <summary>How many requests one registry gets in a second, after a burst of twice as many. Default 100.</summary>
    public int RequestsPerSecondPerRegistry { get; init; } = 100;

    /// <summary>After how many failures in a row a registry is left alone; takes effect when it is next idle. Default 5.</summary>
    public int FailuresInARow { get; init; } = 5;

    /// <summary>How many streams wait for one registry at a time; the others come later and hold no worker. Default 16.</summary>
    public int StreamsPerRegistry { get; init; } = 16;

    /// <summary>How long one request to a registry may take. Default 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is accepted from a registry.</summary>
    public RegistryLimits RegistryLimits { get; init; } = RegistryLimits.Default;

    /// <summary>When tags are due: schedule, back-off, history cap, hosts of the integrated registry, and whether an API server keeps the rules.</summary>
    public ImportPlanOptions Plan { get; init; } = ImportPlanOptions.Default;

    /// <summary>How we reach the integrated registry ourselves; <see cref="Plan"/> has the hosts that users know.</summary>
    public IntegratedRegistry Integrated { get; init; } = new();

    internal AllowedRegistries Allowed => Images.AllowedRegistries.From(AllowedRegistries, Plan.Hosts.Internal);

    internal ImageSources Sources => new(Mirrors, BlockedRegistries);

    internal bool IsIntegratedInsecure(RepositoryName repository) => Integrated.Insecure || repository.IsLoopback || IsInsecure(repository);

    internal bool IsInsecure(RepositoryName repository) => InsecureRegistries.Any(r => r.Names(repository));
}
