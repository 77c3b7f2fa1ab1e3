using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ImageStreams.Kubernetes;

/// <summary>A certificate that we show to the server, with its chain and key.</summary>
internal sealed class ClientCertificate
{
    private ClientCertificate(SslStreamCertificateContext context) => Context = context;

    public SslStreamCertificateContext Context { get; }

    public static ClientCertificate FromPem(ReadOnlySpan<byte> chain, ReadOnlySpan<byte> key, string source)
    {
        try
        {
            var chainText = Encoding.UTF8.GetString(chain);
            var certificate = X509Certificate2.CreateFromPem(chainText, Encoding.UTF8.GetString(key));
            var all = new X509Certificate2Collection();
            all.ImportFromPem(chainText);
            all.RemoveAt(0);
            return new ClientCertificate(SslStreamCertificateContext.Create(certificate, all, offline: true));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KubeConfigException($"{source}: the client certificate and its key do not fit together or are not PEM", e);
        }
    }
}
