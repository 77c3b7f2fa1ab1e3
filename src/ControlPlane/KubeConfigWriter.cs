using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ImageStreams.ControlPlane;

/// <summary>Writes a kubeconfig that needs no other file: server, authority and client certificate with its key.</summary>
internal static class KubeConfigWriter
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Cluster = "imagestreams";
    private const string User = "kubernetes-admin";

    /// <summary>Writes the file as a whole, readable by its owner only: it holds a private key.</summary>
    public static void Write(string path, Uri server, CertificateAuthority authority, X509Certificate2 client) =>
        AtomicFile.Write(path, Format(server, authority, client), OwnerOnly);

    internal static string Format(Uri server, CertificateAuthority authority, X509Certificate2 client)
    {
        using var key = client.GetECDsaPrivateKey() ?? throw new ArgumentException("the certificate has no key", nameof(client));
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: {Cluster}
              cluster:
                server: {server.GetLeftPart(UriPartial.Authority)}
                certificate-authority-data: {Data(authority.Pem)}
                disable-compression: {Text(server.IsLoopback)}
            users:
            - name: {User}
              user:
                client-certificate-data: {Data(client.ExportCertificatePem() + "\n")}
                client-key-data: {Data(key.ExportPkcs8PrivateKeyPem() + "\n")}
            contexts:
            - name: {User}@{Cluster}
              context:
                cluster: {Cluster}
                user: {User}
            current-context: {User}@{Cluster}

            """;
    }

    private static string Text(bool value) => value ? "true" : "false";

    private static string Data(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
}
