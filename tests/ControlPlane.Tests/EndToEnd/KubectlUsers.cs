using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>kubectl as somebody: with the admin's kubeconfig, or with one that has only the given credentials.</summary>
internal sealed class KubectlUsers(ControlPlaneFixture plane) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Kubectl Admin => new(plane.KubeConfig, _folder, "default");

    public Kubectl WithToken(string token) => With($"{{token: {token}}}");

    public Kubectl WithPassword(string name, string password) => With($"{{username: {name}, password: {password}}}");

    public Kubectl WithCertificate(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return With($"{{client-certificate-data: {Base64(certificate.ExportCertificatePem())}, client-key-data: {Base64(key.ExportPkcs8PrivateKeyPem())}}}");
    }

    public void Dispose() => _folder.Dispose();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private Kubectl With(string credentials)
    {
        var path = _folder.Write(
            $"{Guid.NewGuid():N}.yaml",
            $"""
            apiVersion: v1
            kind: Config
            clusters: [{"{"}name: c, cluster: {"{"}server: '{plane.Address.GetLeftPart(UriPartial.Authority)}', certificate-authority: '{Path.Combine(plane.Directory, "pki", "ca.crt")}'{"}}"}]
            users: [{"{"}name: u, user: {credentials}{"}"}]
            contexts: [{"{"}name: x, context: {"{"}cluster: c, user: u{"}}"}]
            current-context: x
            """);
        return new Kubectl(path, _folder, "default");
    }
}
