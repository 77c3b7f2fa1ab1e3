using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ImageStreams.ApiServer;

/// <summary>The keys that all replicas sign tokens with, and when it is time for others (docs/spec/tokens.md#keys).</summary>
/// <param name="Authorities">Who vouches for the keys.</param>
/// <param name="Current">What signs; null only as it is stored, when somebody has taken it away.</param>
/// <param name="Next">What will sign: it is published for as long as the one before it signs, for those who read keys now and then.</param>
/// <param name="FormerPem">Certificate of what has signed before, whose tokens may still be about; empty for none.</param>
internal sealed record TokenKeySet(TokenAuthorities Authorities, CertificatePair? Current, CertificatePair Next, string FormerPem)
{
    private const string Name = "imagestreams-token";

    /// <summary>How long before its end a certificate is no longer used: its last tokens live shorter.</summary>
    private static readonly TimeSpan Reserve = TokenSettings.LongestLifetime * 2;

    /// <summary>How long the process may be off without a key being lost for it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    private static readonly TimeSpan ForEver = TimeSpan.FromDays(36500); // as long as the authority

    /// <summary>What is to be used from now on; the same instance as stored if nothing is to be done.</summary>
    /// <param name="stored">The data of the secret; null or unusable is as good as none.</param>
    /// <param name="settings">How tokens are signed, and how long by one key.</param>
    /// <param name="now">The time.</param>
    public static TokenKeySet Renew(TokenKeySet? stored, TokenSettings settings, DateTimeOffset now)
    {
        var authorities = TokenAuthorities.Renew(stored?.Authorities, now);
        var set = stored is null ? null : stored with { Authorities = authorities };
        if (set is null || !IsOf(set.Next, authorities))
        {
            return new(authorities, Issue(authorities, settings, now), Issue(authorities, settings, now), "");
        }

        if (set.Current is { } current && IsGood(current, settings, now) && !IsDue(set.Next, settings, now))
        {
            return ReferenceEquals(authorities, stored!.Authorities) ? stored : set;
        }

        return set with
        {
            Current = IsGood(set.Next, settings, now) ? set.Next : Issue(authorities, settings, now),
            Next = Issue(authorities, settings, now),
            FormerPem = set.Current?.CertificatePem ?? "",
        };
    }

    /// <summary>Reads the data of a secret; null when it does not hold such a set.</summary>
    public static TokenKeySet? Read(IReadOnlyDictionary<string, byte[]>? data)
    {
        string Text(string key) => data?.GetValueOrDefault(key) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        try
        {
            var bundle = new X509Certificate2Collection();
            bundle.ImportFromPem(Text("ca.crt"));
            var pems = bundle.Select(c => c.ExportCertificatePem()).ToList();
            var hasNext = Text("next-ca.key").Length > 0;
            return pems.Count == 0 || (hasNext && pems.Count == 1)
                ? null
                : new(
                    new(Checked(pems[0], Text("ca.key")), hasNext ? Checked(pems[1], Text("next-ca.key")) : null, pems.Skip(hasNext ? 2 : 1).FirstOrDefault("")),
                    Text("current.key").Length == 0 ? null : Checked(Text("current.crt"), Text("current.key")),
                    Checked(Text("next.crt"), Text("next.key")),
                    Text("former.crt").Length == 0 ? "" : X509Certificate2.CreateFromPem(Text("former.crt")).ExportCertificatePem());
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The data of the secret that keeps the set.</summary>
    public IReadOnlyDictionary<string, byte[]> ToData()
    {
        var texts = new Dictionary<string, string?>
        {
            ["ca.crt"] = Authorities.Bundle,
            ["ca.key"] = Authorities.Issuer.KeyPem,
            ["next-ca.key"] = Authorities.Next?.KeyPem,
            ["current.crt"] = Current?.CertificatePem,
            ["current.key"] = Current?.KeyPem,
            ["next.crt"] = Next.CertificatePem,
            ["next.key"] = Next.KeyPem,
            ["former.crt"] = FormerPem,
        };
        return texts.Where(t => !string.IsNullOrEmpty(t.Value)).ToDictionary(t => t.Key, t => Encoding.UTF8.GetBytes(t.Value!));
    }

    private static CertificatePair Issue(TokenAuthorities authorities, TokenSettings settings, DateTimeOffset now) => authorities.Issuer.IssueSigner(
        Name,
        settings.Algorithm == TokenSettings.Rs256,
        now,
        settings.KeyLifetime == TimeSpan.Zero ? ForEver : (settings.KeyLifetime * 2) + Margin); // once as the next one, once as the current one

    /// <exception cref="CryptographicException">The two are no certificate with its key.</exception>
    private static CertificatePair Checked(string certificatePem, string keyPem)
    {
        var pair = new CertificatePair(certificatePem, keyPem);
        pair.ToX509().Dispose();
        return pair;
    }

    /// <summary>Whether one of the authorities has issued it.</summary>
    private static bool IsOf(CertificatePair pair, TokenAuthorities authorities)
    {
        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPem(authorities.Bundle);
        using var certificate = pair.ToX509();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(bundle);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }

    /// <summary>Whether tokens may be signed with it now.</summary>
    private static bool IsGood(CertificatePair pair, TokenSettings settings, DateTimeOffset now)
    {
        using var certificate = pair.ToX509();
        using var rsa = certificate.GetRSAPublicKey();
        return now + Reserve < certificate.NotAfter && rsa is not null == (settings.Algorithm == TokenSettings.Rs256);
    }

    /// <summary>Whether the next key has waited as long as one signs.</summary>
    private static bool IsDue(CertificatePair next, TokenSettings settings, DateTimeOffset now)
    {
        using var certificate = next.ToX509();
        return settings.KeyLifetime > TimeSpan.Zero && now >= certificate.NotBefore + CertificatePair.ClockSkew + settings.KeyLifetime;
    }
}
