using System.Net.Http.Headers;

namespace ImageStreams.Kubernetes;

/// <summary>What a request shows of who we are; two of the same source are the same instance while nothing changed.</summary>
internal sealed record ClientCredential(AuthenticationHeaderValue? Authorization, ClientCertificate? Certificate)
{
    public static ClientCredential None { get; } = new(null, null);

    public override string ToString() => nameof(ClientCredential);
}
