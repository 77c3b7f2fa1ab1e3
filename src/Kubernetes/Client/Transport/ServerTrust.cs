using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.Kubernetes;

/// <summary>Verifies the server's certificate against the configured authority, which may be replaced while we run.</summary>
internal sealed class ServerTrust(KubernetesClientConfiguration configuration, TimeProvider time)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly ReloadingFile? _file = configuration is { SslCaData: null, SslCaFilePath: { } path } ? new ReloadingFile(path, time) : null;

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (configuration.SkipTlsVerify)
        {
            return true;
        }

        var own = configuration.SslCaData is not null || _file is not null;
        if (!own || certificate is not X509Certificate2 presented)
        {
            return errors == SslPolicyErrors.None;
        }

        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false; // wrong name or no certificate: no authority helps
        }

        return IsSignedBy(configuration.SslCaData ?? _file!.Read(), presented, chain)
            || (_file is not null && IsSignedBy(_file.ReadNow(), presented, chain));
    }

    private static bool IsSignedBy(byte[] pem, X509Certificate2 presented, X509Chain? received)
    {
        // Together, since one may lead to another; and each for itself: while one is replaced there are two of one name, and the wrong one may be taken for the issuer.
        var authorities = Parse(pem);
        return IsSignedBy(authorities, presented, received) || authorities.Any(authority => IsSignedBy([authority], presented, received));
    }

    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate2 presented, X509Chain? received)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        if (received is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(received.ChainPolicy.ExtraStore);
        }

        return chain.Build(presented);
    }

    private static X509Certificate2Collection Parse(byte[] pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(System.Text.Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            // a half-written file: nothing is trusted until it is whole
        }

        return certificates;
    }
}
