using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ImageStreams.Kubernetes;

/// <summary>What an exec plugin is told of the cluster.</summary>
internal sealed record ExecCluster
{
    public string? Server { get; init; }

    [JsonPropertyName("tls-server-name")]
    public string? TlsServerName { get; init; }

    [JsonPropertyName("insecure-skip-tls-verify")]
    public bool? InsecureSkipTlsVerify { get; init; }

    [JsonPropertyName("certificate-authority-data")]
    public byte[]? CertificateAuthorityData { get; init; }

    [JsonPropertyName("proxy-url")]
    public string? ProxyUrl { get; init; }

    [JsonPropertyName("disable-compression")]
    public bool? DisableCompression { get; init; }

    public JsonNode? Config { get; init; }
}
