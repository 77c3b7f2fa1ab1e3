namespace ImageStreams.ControlPlane;

/// <summary>A server behind a service, and how its certificate is verified. Equal ones share their connections.</summary>
internal sealed record Backend(string Namespace, string Service, int Port, bool SkipsVerification, string CaBundleDigest)
{
    public const int DefaultPort = 443;

    /// <summary>PEM; empty for the machine's own authorities.</summary>
    public byte[] CaBundle { get; init; } = [];

    /// <summary>The name that the server's certificate must be for.</summary>
    public string Host => $"{Service}.{Namespace}.svc";

    // By digest, not by the array's identity.
    public bool Equals(Backend? other) => other is not null &&
        (Namespace, Service, Port, SkipsVerification, CaBundleDigest) ==
        (other.Namespace, other.Service, other.Port, other.SkipsVerification, other.CaBundleDigest);

    public override int GetHashCode() => HashCode.Combine(Namespace, Service, Port, SkipsVerification, CaBundleDigest);
}
