using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.GenericApiServer;

/// <summary>Authorities whose client certificates are believed; may change while the server runs.</summary>
public interface IClientCaSource
{
    /// <summary>The authorities; null or empty while they are not known, and then nobody is believed.</summary>
    X509Certificate2Collection? Authorities { get; }
}
