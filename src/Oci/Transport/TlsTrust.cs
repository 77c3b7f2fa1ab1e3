using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.Oci;

/// <summary>Whose certificates are believed.</summary>
internal static class TlsTrust
{
    public static SslClientAuthenticationOptions Strict(X509Certificate2Collection additionalRoots) => new()
    {
        RemoteCertificateValidationCallback = additionalRoots.Count == 0
            ? null
            : (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, additionalRoots),
    };

    /// <summary>For registries that were declared insecure: encryption without identity is what was asked for.</summary>
    public static SslClientAuthenticationOptions Lenient() => new()
    {
#pragma warning disable CA5359 // accepting any certificate is the documented meaning of "insecure", chosen per registry
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
    };

    private static bool IsTrusted(
        X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection additionalRoots)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
        {
            return false; // a wrong name is wrong under any root
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(additionalRoots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // People give the certificate that signed their registry's, which need not be a root: any given one ends the search.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(additionalRoots);
        foreach (var element in presented?.ChainElements.Skip(1) ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf) && chain.ChainElements.Any(e => additionalRoots.Any(r => r.RawDataMemory.Span.SequenceEqual(e.Certificate.RawDataMemory.Span)));
    }
}
