using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ImageStreams.ApiServer;

/// <summary>The authority and the serving certificate that all replicas share, and when it is time for others (docs/spec/api.md#certificates).</summary>
/// <param name="Authority">Who issues the serving certificate.</param>
/// <param name="Bundle">PEM of all authorities to be trusted: the present one, and an earlier one while a replica may still show its certificate.</param>
/// <param name="Serving">What is shown to callers.</param>
internal sealed record ServingCertificateSet(CertificatePair Authority, string Bundle, CertificatePair Serving)
{
    private const string AuthorityName = "imagestreams-serving-ca";
    private const double RenewedAfter = 0.6; // of a life: before two thirds of it are over, replicas that look only now and then included
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ServingLife = TimeSpan.FromDays(365);

    /// <summary>What is to be used from now on: <paramref name="stored"/> as it is, or with what had to be renewed.</summary>
    /// <param name="stored">The data of the secret; null or unusable is as good as none.</param>
    /// <param name="names">Names that the certificate must be good for.</param>
    /// <param name="now">The time.</param>
    /// <returns>The same set as stored if nothing is to be done.</returns>
    public static ServingCertificateSet Renew(ServingCertificateSet? stored, ServerNames names, DateTimeOffset now)
    {
        if (stored is null || IsDue(stored.Authority, now))
        {
            return WithNewAuthority(stored, names, now);
        }

        if (!IsDue(stored.Serving, now) && IsGood(stored, names))
        {
            return stored;
        }

        var renewed = stored with { Serving = stored.Authority.IssueServer(names, now, ServingLife) };
        return IsGood(renewed, names) ? renewed : WithNewAuthority(stored, names, now); // an authority whose word does not count
    }

    /// <summary>Reads the data of a secret; null when it does not hold such a set.</summary>
    public static ServingCertificateSet? Read(IReadOnlyDictionary<string, byte[]>? data)
    {
        string Text(string key) => data?.GetValueOrDefault(key) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        try
        {
            var bundle = new X509Certificate2Collection();
            bundle.ImportFromPem(Text("ca.crt"));
            if (bundle.Count == 0)
            {
                return null;
            }

            var authority = new CertificatePair(bundle[0].ExportCertificatePem(), Text("ca.key"));
            var set = new ServingCertificateSet(authority, BundleOf(bundle), new(Text("tls.crt"), Text("tls.key")));
            set.Serving.ToX509().Dispose();
            return CanIssue(authority) ? set : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The data of the secret that keeps the set.</summary>
    public IReadOnlyDictionary<string, byte[]> ToData() => new Dictionary<string, byte[]>
    {
        ["ca.crt"] = Encoding.UTF8.GetBytes(Bundle),
        ["ca.key"] = Encoding.UTF8.GetBytes(Authority.KeyPem),
        ["tls.crt"] = Encoding.UTF8.GetBytes(Serving.CertificatePem),
        ["tls.key"] = Encoding.UTF8.GetBytes(Serving.KeyPem),
    };

    private static ServingCertificateSet WithNewAuthority(ServingCertificateSet? stored, ServerNames names, DateTimeOffset now)
    {
        var authority = CertificatePair.Authority(AuthorityName, now, AuthorityLife);
        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPem(authority.CertificatePem);
        if (stored is not null)
        {
            bundle.ImportFromPem(stored.Authority.CertificatePem);
        }

        foreach (var expired in bundle.Where(c => now >= c.NotAfter).ToList())
        {
            bundle.Remove(expired);
        }

        return new(authority, BundleOf(bundle), authority.IssueServer(names, now, ServingLife));
    }

    private static string BundleOf(X509Certificate2Collection certificates) => string.Concat(certificates.Select(c => $"{c.ExportCertificatePem()}\n"));

    private static bool CanIssue(CertificatePair pair)
    {
        using var certificate = pair.ToX509();
        using var key = certificate.GetECDsaPrivateKey();
        return key is not null && certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority);
    }

    private static bool IsGood(ServingCertificateSet set, ServerNames names)
    {
        using var serving = set.Serving.ToX509();
        using var authority = set.Authority.ToX509();
        return names.AreIn(serving) && IsSignedBy(serving, authority);
    }

    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }

    private static bool IsDue(CertificatePair pair, DateTimeOffset now)
    {
        using var certificate = pair.ToX509();
        var (begin, end) = (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
        return now >= begin + ((end - begin) * RenewedAfter);
    }
}
