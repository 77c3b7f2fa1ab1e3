using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>How containers of an image are started.</summary>
public sealed record DockerConfig
{
    /// <summary>Host name.</summary>
    [JsonPropertyName("Hostname")]
    public string? Hostname { get; init; }

    /// <summary>Domain name.</summary>
    [JsonPropertyName("Domainname")]
    public string? Domainname { get; init; }

    /// <summary>User that the command runs as.</summary>
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary>Limit of memory, in bytes.</summary>
    [JsonPropertyName("Memory")]
    public long? Memory { get; init; }

    /// <summary>Limit of memory and swap, in bytes.</summary>
    [JsonPropertyName("MemorySwap")]
    public long? MemorySwap { get; init; }

    /// <summary>Relative share of processor time.</summary>
    [JsonPropertyName("CpuShares")]
    public long? CpuShares { get; init; }

    /// <summary>Processors that may be used.</summary>
    [JsonPropertyName("Cpuset")]
    public string? Cpuset { get; init; }

    /// <summary>Whether standard input is attached.</summary>
    [JsonPropertyName("AttachStdin")]
    public bool? AttachStdin { get; init; }

    /// <summary>Whether standard output is attached.</summary>
    [JsonPropertyName("AttachStdout")]
    public bool? AttachStdout { get; init; }

    /// <summary>Whether standard error is attached.</summary>
    [JsonPropertyName("AttachStderr")]
    public bool? AttachStderr { get; init; }

    /// <summary>Ports in an old form.</summary>
    [JsonPropertyName("PortSpecs")]
    public IReadOnlyList<string>? PortSpecs { get; init; }

    /// <summary>Ports that the image listens on, for example <c>8080/tcp</c>.</summary>
    [JsonPropertyName("ExposedPorts")]
    public IReadOnlyDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    /// <summary>Whether a terminal is given.</summary>
    [JsonPropertyName("Tty")]
    public bool? Tty { get; init; }

    /// <summary>Whether standard input stays open.</summary>
    [JsonPropertyName("OpenStdin")]
    public bool? OpenStdin { get; init; }

    /// <summary>Whether standard input closes after the first client.</summary>
    [JsonPropertyName("StdinOnce")]
    public bool? StdinOnce { get; init; }

    /// <summary>Environment, as <c>NAME=VALUE</c>.</summary>
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Default command or its arguments.</summary>
    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Name servers.</summary>
    [JsonPropertyName("Dns")]
    public IReadOnlyList<string>? Dns { get; init; }

    /// <summary>Image that this one was built on.</summary>
    [JsonPropertyName("Image")]
    public string? Image { get; init; }

    /// <summary>Paths that are volumes.</summary>
    [JsonPropertyName("Volumes")]
    public IReadOnlyDictionary<string, EmptyObject>? Volumes { get; init; }

    /// <summary>Containers whose volumes are used.</summary>
    [JsonPropertyName("VolumesFrom")]
    public string? VolumesFrom { get; init; }

    /// <summary>Directory that the command starts in.</summary>
    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }

    /// <summary>Program that is always run.</summary>
    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Whether there is no network.</summary>
    [JsonPropertyName("NetworkDisabled")]
    public bool? NetworkDisabled { get; init; }

    /// <summary>Security options.</summary>
    [JsonPropertyName("SecurityOpts")]
    public IReadOnlyList<string>? SecurityOpts { get; init; }

    /// <summary>Instructions for builds on top of this image.</summary>
    [JsonPropertyName("OnBuild")]
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>Labels of the image.</summary>
    [JsonPropertyName("Labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Fields that the form does not name: kept as they came, never served.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Other { get; set; }
}
