using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ApiServer;

/// <summary>
/// Who vouches for the keys that sign tokens. A registry reads at its start whom to trust, so an authority is published years before it issues anything, and as long as it is in force
/// (docs/spec/tokens.md#authorities).
/// </summary>
/// <param name="Issuer">Who issues keys at present.</param>
/// <param name="Next">Who will; null while that is far off.</param>
/// <param name="FormerPem">PEM of who did; empty when nobody did, or nobody in force.</param>
internal sealed record TokenAuthorities(CertificatePair Issuer, CertificatePair? Next, string FormerPem)
{
    private const string Name = "imagestreams-token-ca";
    private const double AnnouncedAfter = 0.5; // of the issuer's life
    private const double ReplacedAfter = 0.8;
    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);

    /// <summary>PEM of all of them.</summary>
    public string Bundle => string.Concat(
        new[] { Issuer.CertificatePem, Next?.CertificatePem, FormerPem }.Where(pem => !string.IsNullOrEmpty(pem)).Select(pem => $"{pem}\n"));

    /// <summary>Who is to be trusted from now on; the same instance as stored if nothing is to be done.</summary>
    public static TokenAuthorities Renew(TokenAuthorities? stored, DateTimeOffset now)
    {
        if (stored is null || AgeOf(stored.Issuer.CertificatePem, now) >= 1)
        {
            return new(CertificatePair.Authority(Name, now, Life), null, "");
        }

        if (stored.Next is { } next && AgeOf(stored.Issuer.CertificatePem, now) >= ReplacedAfter)
        {
            return new(next, null, stored.Issuer.CertificatePem);
        }

        if (stored.Next is null && AgeOf(stored.Issuer.CertificatePem, now) >= AnnouncedAfter)
        {
            return stored with { Next = CertificatePair.Authority(Name, now, Life) };
        }

        return stored.FormerPem.Length > 0 && AgeOf(stored.FormerPem, now) >= 1 ? stored with { FormerPem = "" } : stored;
    }

    /// <summary>How much of a certificate's life is over.</summary>
    private static double AgeOf(string pem, DateTimeOffset now)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        var (begin, end) = (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
        return (now - begin) / (end - begin);
    }
}
