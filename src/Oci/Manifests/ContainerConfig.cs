using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>How containers of an image are started; the keys as docker writes them.</summary>
public sealed record ContainerConfig
{
    [JsonPropertyName("Hostname")]
    public string? Hostname { get; init; }

    [JsonPropertyName("Domainname")]
    public string? Domainname { get; init; }

    [JsonPropertyName("User")]
    public string? User { get; init; }

    [JsonPropertyName("Memory")]
    public long? Memory { get; init; }

    [JsonPropertyName("MemorySwap")]
    public long? MemorySwap { get; init; }

    [JsonPropertyName("CpuShares")]
    public long? CpuShares { get; init; }

    [JsonPropertyName("Cpuset")]
    public string? Cpuset { get; init; }

    [JsonPropertyName("AttachStdin")]
    public bool? AttachStdin { get; init; }

    [JsonPropertyName("AttachStdout")]
    public bool? AttachStdout { get; init; }

    [JsonPropertyName("AttachStderr")]
    public bool? AttachStderr { get; init; }

    [JsonPropertyName("PortSpecs")]
    public IReadOnlyList<string>? PortSpecs { get; init; }

    [JsonPropertyName("ExposedPorts")]
    public IReadOnlyDictionary<string, EmptyObject?>? ExposedPorts { get; init; }

    [JsonPropertyName("Tty")]
    public bool? Tty { get; init; }

    [JsonPropertyName("OpenStdin")]
    public bool? OpenStdin { get; init; }

    [JsonPropertyName("StdinOnce")]
    public bool? StdinOnce { get; init; }

    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Env { get; init; }

    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Cmd { get; init; }

    [JsonPropertyName("Dns")]
    public IReadOnlyList<string>? Dns { get; init; }

    [JsonPropertyName("Image")]
    public string? Image { get; init; }

    [JsonPropertyName("Volumes")]
    public IReadOnlyDictionary<string, EmptyObject?>? Volumes { get; init; }

    [JsonPropertyName("VolumesFrom")]
    public string? VolumesFrom { get; init; }

    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }

    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    [JsonPropertyName("NetworkDisabled")]
    public bool? NetworkDisabled { get; init; }

    [JsonPropertyName("SecurityOpts")]
    public IReadOnlyList<string>? SecurityOpts { get; init; }

    [JsonPropertyName("OnBuild")]
    public IReadOnlyList<string>? OnBuild { get; init; }

    [JsonPropertyName("Labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
