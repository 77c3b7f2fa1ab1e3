using System.Security.Cryptography.X509Certificates;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Knows users by the client certificate of the connection: CN is the name, each O a group (docs/spec/access.md#client-certificates).</summary>
internal sealed class ClientCertificateAuthenticator(ClusterCertificates certificates, TimeProvider time) : IAuthenticator
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Authenticate(context.Connection.ClientCertificate));

    internal AuthenticationResult Authenticate(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return AuthenticationResult.NoCredentials;
        }

        if (!CertificateAuthority.IsSignedBy(certificate, certificates.Authority.Certificate, time.GetUtcNow()))
        {
            return AuthenticationResult.Fail("the client certificate is not signed by the cluster's authority, or is not in its time");
        }

        if (!IsForClients(certificate))
        {
            return AuthenticationResult.Fail("the certificate is not made for clients");
        }

        var names = certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false)
            .Where(n => !n.HasMultipleElements)
            .Select(n => (Type: n.GetSingleElementType().Value, Value: n.GetSingleElementValue() ?? ""))
            .ToList();
        var user = names.LastOrDefault(n => n.Type == CommonName).Value;
        return string.IsNullOrEmpty(user)
            ? AuthenticationResult.NoCredentials
            : AuthenticationResult.Success(new AuthenticatedUser
            {
                Name = user,
                Groups = [.. names.Where(n => n.Type == Organization).Select(n => n.Value)],
            }.WithAuthenticatedGroup());
    }

    // Without the extension a certificate may be used for anything, which is not what we hand out.
    private static bool IsForClients(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(e => e.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Any(o => o.Value == ClientAuthentication));
}
