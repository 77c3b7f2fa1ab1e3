using System.Net.Security;

namespace ImageStreams.ApiServer;

/// <summary>The certificate that the server shows to its callers; it may change while connections come in.</summary>
internal interface IServingCertificate
{
    /// <summary>The certificate with its key and with what leads from it to an authority.</summary>
    SslStreamCertificateContext Current { get; }

    /// <summary>Why the certificate is not the one that callers expect; null when it is.</summary>
    string? FindProblem();
}
