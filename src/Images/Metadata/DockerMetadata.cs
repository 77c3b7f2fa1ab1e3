using ImageStreams.Entities;
using ImageStreams.Oci;
using DockerConfig = ImageStreams.Entities.DockerConfig;

namespace ImageStreams.Images;

/// <summary>An image's configuration in the form of the API (docs/spec/images.md#metadata).</summary>
public static class DockerMetadata
{
    /// <summary>The only version of the form.</summary>
    public const string Version = "1.0";

    private const string Kind = "DockerImage";
    private const string ApiVersion = $"{ImageGroup.Name}/{Version}";

    /// <summary>What an image without known configuration has.</summary>
    public static DockerImage Empty { get; } = Served(null);

    /// <summary>The form as the API shows it: the fields it always has are there, the ones it does not know are gone.</summary>
    public static DockerImage Served(DockerImage? metadata) => new()
    {
        Kind = Kind,
        ApiVersion = ApiVersion,
        Id = metadata?.Id ?? "",
        Parent = NullIfEmpty(metadata?.Parent),
        Comment = NullIfEmpty(metadata?.Comment),
        Created = metadata?.Created is { HasValue: true } created && created.Value != default
            ? WireTime.Truncate(created.Value)
            : OrNull<DateTimeOffset>.Null,
        Container = NullIfEmpty(metadata?.Container),
        ContainerConfig = Compact(metadata?.ContainerConfig) ?? new DockerConfig(),
        DockerVersion = NullIfEmpty(metadata?.DockerVersion),
        Author = NullIfEmpty(metadata?.Author),
        Config = Compact(metadata?.Config),
        Architecture = NullIfEmpty(metadata?.Architecture),
        Size = metadata?.Size is 0 ? null : metadata?.Size,
    };

    /// <summary>Whether metadata that somebody sends is of this form; what it does not say, it may be.</summary>
    public static bool IsKnown(DockerImage? metadata) =>
        metadata?.Kind is null or "" or Kind && metadata?.ApiVersion is null or "" or ApiVersion or Version;

    /// <summary>The version of a stored form; only one is known.</summary>
    internal static string VersionOf(Image image) =>
        string.IsNullOrEmpty(image.DockerImageMetadataVersion) ? Version : image.DockerImageMetadataVersion;

    internal static DockerImage Of(ImageConfig config) => Served(new DockerImage
    {
        Id = config.Id,
        Parent = config.Parent,
        Comment = config.Comment,
        Created = config.Created is { } created ? created : default(OrNull<DateTimeOffset>),
        Container = config.Container,
        ContainerConfig = Of(config.ContainerConfig),
        DockerVersion = config.DockerVersion,
        Author = config.Author,
        Config = Of(config.Config),
        Architecture = config.Architecture,
    });

    private static DockerConfig? Of(ContainerConfig? config) => config is null ? null : new DockerConfig
    {
        Hostname = config.Hostname,
        Domainname = config.Domainname,
        User = config.User,
        Memory = config.Memory,
        MemorySwap = config.MemorySwap,
        CpuShares = config.CpuShares,
        Cpuset = config.Cpuset,
        AttachStdin = config.AttachStdin,
        AttachStdout = config.AttachStdout,
        AttachStderr = config.AttachStderr,
        PortSpecs = config.PortSpecs,
        ExposedPorts = SetOf(config.ExposedPorts),
        Tty = config.Tty,
        OpenStdin = config.OpenStdin,
        StdinOnce = config.StdinOnce,
        Env = config.Env,
        Cmd = config.Cmd,
        Dns = config.Dns,
        Image = config.Image,
        Volumes = SetOf(config.Volumes),
        VolumesFrom = config.VolumesFrom,
        WorkingDir = config.WorkingDir,
        Entrypoint = config.Entrypoint,
        NetworkDisabled = config.NetworkDisabled,
        SecurityOpts = config.SecurityOpts,
        OnBuild = config.OnBuild,
        Labels = config.Labels,
    };

    // The API omits what is empty, zero or false.
    private static DockerConfig? Compact(DockerConfig? config) => config is null ? null : new DockerConfig
    {
        Hostname = NullIfEmpty(config.Hostname),
        Domainname = NullIfEmpty(config.Domainname),
        User = NullIfEmpty(config.User),
        Memory = NullIfZero(config.Memory),
        MemorySwap = NullIfZero(config.MemorySwap),
        CpuShares = NullIfZero(config.CpuShares),
        Cpuset = NullIfEmpty(config.Cpuset),
        AttachStdin = NullIfFalse(config.AttachStdin),
        AttachStdout = NullIfFalse(config.AttachStdout),
        AttachStderr = NullIfFalse(config.AttachStderr),
        PortSpecs = NullIfEmpty(config.PortSpecs),
        ExposedPorts = NullIfEmpty(config.ExposedPorts),
        Tty = NullIfFalse(config.Tty),
        OpenStdin = NullIfFalse(config.OpenStdin),
        StdinOnce = NullIfFalse(config.StdinOnce),
        Env = NullIfEmpty(config.Env),
        Cmd = NullIfEmpty(config.Cmd),
        Dns = NullIfEmpty(config.Dns),
        Image = NullIfEmpty(config.Image),
        Volumes = NullIfEmpty(config.Volumes),
        VolumesFrom = NullIfEmpty(config.VolumesFrom),
        WorkingDir = NullIfEmpty(config.WorkingDir),
        Entrypoint = NullIfEmpty(config.Entrypoint),
        NetworkDisabled = NullIfFalse(config.NetworkDisabled),
        SecurityOpts = NullIfEmpty(config.SecurityOpts),
        OnBuild = NullIfEmpty(config.OnBuild),
        Labels = NullIfEmpty(config.Labels),
    };

    private static Dictionary<string, Entities.EmptyObject>? SetOf(IReadOnlyDictionary<string, Oci.EmptyObject?>? set) =>
        set?.ToDictionary(pair => pair.Key, _ => new Entities.EmptyObject(), StringComparer.Ordinal);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string>? list) => list is { Count: > 0 } ? list : null;

    private static IReadOnlyDictionary<string, T>? NullIfEmpty<T>(IReadOnlyDictionary<string, T>? map) =>
        map is { Count: > 0 } ? map : null;

    private static long? NullIfZero(long? number) => number is 0 ? null : number;

    private static bool? NullIfFalse(bool? value) => value is true ? true : null;
}
