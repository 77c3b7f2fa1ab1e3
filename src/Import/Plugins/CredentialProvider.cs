using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>A credential plugin of the kubelet's protocol, as it is configured (docs/spec/importing.md#credential-plugins).</summary>
public sealed record CredentialProvider
{
    /// <summary>The version of the protocol that every plugin of today speaks.</summary>
    public const string V1 = "credentialprovider.kubelet.k8s.io/v1";

    /// <summary>The versions that are spoken; they differ in name alone.</summary>
    public static IReadOnlyList<string> ApiVersions { get; } = [V1, "credentialprovider.kubelet.k8s.io/v1beta1", "credentialprovider.kubelet.k8s.io/v1alpha1"];

    public required string Name { get; init; }

    /// <summary>The program.</summary>
    public required string Path { get; init; }

    /// <summary>What it is asked for.</summary>
    public required IReadOnlyList<CredentialKey> MatchImages { get; init; }

    /// <summary>How long its answers hold that do not say it themselves.</summary>
    public required TimeSpan DefaultCacheDuration { get; init; }

    /// <summary>One of <see cref="ApiVersions"/>.</summary>
    public string ApiVersion { get; init; } = V1;

    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Variables over those of this process.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    public override string ToString() => $"credential plugin \"{Name}\""; // its variables may be secrets
}
