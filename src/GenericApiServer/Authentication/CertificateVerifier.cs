using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.GenericApiServer;

/// <summary>Checks that a client certificate was issued by one of the given authorities, for clients, and is in force.</summary>
/// <remarks>The answer for a certificate is kept as long as its connection holds it and the authorities stay the same.</remarks>
internal sealed class CertificateVerifier(TimeProvider time)
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly ConditionalWeakTable<X509Certificate2, Verdict> _verdicts = [];

    /// <summary>Why the certificate is not believed; null when it is.</summary>
    public string? Problem(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        var now = time.GetUtcNow();
        if (now < certificate.NotBefore || now > certificate.NotAfter)
        {
            return "the client certificate is not in force";
        }

        if (_verdicts.TryGetValue(certificate, out var known) && ReferenceEquals(known.Authorities, authorities))
        {
            return known.Problem;
        }

        var problem = Verify(certificate, authorities, now);
        _verdicts.AddOrUpdate(certificate, new Verdict(authorities, problem));
        return problem;
    }

    /// <summary>Each authority is tried for itself: while one is replaced there are two of one name, and the wrong one would be taken for the issuer.</summary>
    private static string? Verify(X509Certificate2 certificate, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        string? problem = "there is no authority";
        foreach (var authority in authorities)
        {
            problem = Verify(certificate, authority, now);
            if (problem is null)
            {
                break;
            }
        }

        return problem;
    }

    private static string? Verify(X509Certificate2 certificate, X509Certificate2 authority, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);

        // An authority need not be a root: whatever is beyond it does not matter. That the chain has it is tested here instead.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        if (!chain.Build(certificate))
        {
            return $"the client certificate does not verify: {string.Join(", ", chain.ChainStatus.Select(s => s.Status))}";
        }

        return chain.ChainElements.Skip(1).Any(e => authority.RawDataMemory.Span.SequenceEqual(e.Certificate.RawDataMemory.Span))
            ? null
            : "the client certificate was issued by nobody we know";
    }

    private sealed record Verdict(X509Certificate2Collection Authorities, string? Problem);
}
