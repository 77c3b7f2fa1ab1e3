using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ApiServer;

/// <summary>The certificate that the server shows to its callers; it may change while connections come in.</summary>
internal interface IServingCertificate
{
    X509Certificate2 Current { get; }

    /// <summary>Why the certificate is not the one that callers expect; null when it is.</summary>
    string? FindProblem();
}
