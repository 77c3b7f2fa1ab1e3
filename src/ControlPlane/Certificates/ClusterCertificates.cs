using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Every key and certificate of the control plane, kept below <c>pki</c> (docs/spec/access.md#certificates).</summary>
internal sealed class ClusterCertificates : IClientCaSource, IDisposable
{
    internal const string FrontProxyClientName = "front-proxy-client";
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan LeafLife = TimeSpan.FromDays(365);
    private static readonly string[] OwnNames =
    [
        "127.0.0.1", "::1", "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
    ];

    private readonly CertificateFiles _files;
    private readonly IReadOnlyList<string> _hosts;
    private volatile CertificateSet _current;

    /// <summary>Loads what is in <paramref name="folder"/> and makes what is missing or due.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="hosts">Names and addresses that the server answers to, beside its own.</param>
    /// <param name="time">Decides what is due.</param>
    public ClusterCertificates(string folder, IEnumerable<string> hosts, TimeProvider time)
    {
        _files = new CertificateFiles(new PkiFolder(folder), time);
        _hosts = [.. OwnNames, .. hosts];
        _current = Load();
        ServiceAccountKey = _files.SigningKey("sa");
    }

    public CertificateAuthority Authority => _current.Authority;

    public CertificateAuthority FrontProxyAuthority => _current.FrontProxyAuthority;

    public X509Certificate2 Serving => _current.Serving;

    public X509Certificate2 Admin => _current.Admin;

    X509Certificate2Collection IClientCaSource.Authorities => _current.ClientAuthorities;

    /// <summary>What we show to aggregated servers.</summary>
    public X509Certificate2 FrontProxyClient => _current.FrontProxyClient;

    /// <summary>Signs the tokens of service accounts.</summary>
    public ECDsa ServiceAccountKey { get; }

    /// <summary>Makes anew what is due. The old ones stay usable for connections that have them in hand.</summary>
    /// <returns>Whether anything changed: the kubeconfig and the published authorities have to be written again.</returns>
    public bool RenewDue()
    {
        if (!_current.All.Any(_files.IsDue))
        {
            return false;
        }

        _current = Load();
        return true;
    }

    public void Dispose()
    {
        _current.Dispose();
        ServiceAccountKey.Dispose();
    }

    private CertificateSet Load()
    {
        var authority = _files.Authority("ca", "kubernetes", AuthorityLife);
        var frontProxy = _files.Authority("front-proxy-ca", "front-proxy-ca", AuthorityLife);
        var admin = new CertificateProfile { CommonName = "kubernetes-admin", Organizations = ["system:masters"], Life = LeafLife };
        var proxyClient = new CertificateProfile { CommonName = FrontProxyClientName, Life = LeafLife };
        return new CertificateSet(
            authority,
            frontProxy,
            _files.Leaf("apiserver", CertificateProfile.Server("kube-apiserver", _hosts, LeafLife), authority),
            _files.Leaf("admin", admin, authority),
            _files.Leaf("front-proxy-client", proxyClient, frontProxy));
    }
}
