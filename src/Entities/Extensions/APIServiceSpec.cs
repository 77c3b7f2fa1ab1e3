using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>A group version and the server that serves it.</summary>
public sealed record APIServiceSpec
{
    /// <summary>The server; absent when the control plane itself serves the group version.</summary>
    public ServiceReference? Service { get; init; }

    /// <summary>The group.</summary>
    public string? Group { get; init; }

    /// <summary>The version.</summary>
    public string? Version { get; init; }

    /// <summary>Whether the certificate of the server is taken as it is.</summary>
    [JsonPropertyName("insecureSkipTLSVerify")]
    public bool? InsecureSkipTlsVerify { get; init; }

    /// <summary>Certificates that vouch for the server, PEM in base64.</summary>
    public byte[]? CaBundle { get; init; }

    /// <summary>Priority of the group among the groups.</summary>
    [Required]
    public int? GroupPriorityMinimum { get; init; }

    /// <summary>Priority of the version within the group.</summary>
    [Required]
    public int? VersionPriority { get; init; }
}
