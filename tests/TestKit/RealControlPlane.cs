using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.TestKit;

/// <summary>
/// A real etcd and kube-apiserver, and if wanted kube-controller-manager, from the folder that <c>KUBEBUILDER_ASSETS</c> names, on free ports
/// with certificates of their own, in a temporary folder. Everything goes with <see cref="DisposeAsync"/>.
/// </summary>
public sealed class RealControlPlane : IAsyncDisposable
{
    /// <summary>The name that certificates of the front proxy must have.</summary>
    public const string FrontProxyName = "front-proxy-client";

    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificateAuthority _authority = new("kubernetes-ca");
    private readonly Stack<RealControlPlaneProcess> _processes = new();
    private readonly RealControlPlaneOptions _options;
    private readonly int _etcdPort = FreePort();
    private readonly int _port = FreePort();
    private RealControlPlaneProcess? _apiServer;

    private RealControlPlane(RealControlPlaneOptions options)
    {
        _options = options;
        KubeconfigPath = WriteKubeconfig("admin", "system:masters");
    }

    /// <summary>Address of the API server.</summary>
    public Uri Address => new($"https://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>A kubeconfig of somebody who may do anything.</summary>
    public string KubeconfigPath { get; }

    /// <summary>The authority that the API server's certificate and clients' certificates are signed by.</summary>
    public TestCertificateAuthority Authority => _authority;

    /// <summary>The authority whose certificates the API server shows to aggregated API servers.</summary>
    public TestCertificateAuthority FrontProxyAuthority { get; private set; } = new("front-proxy-ca");

    private Uri EtcdAddress => new($"http://127.0.0.1:{_etcdPort.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Where the program is, or <c>null</c> when <c>KUBEBUILDER_ASSETS</c> is not set or does not have it.</summary>
    public static string? FindProgram(string name) => Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } folder
        && Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;

    public static async Task<RealControlPlane> StartAsync(RealControlPlaneOptions options)
    {
        var plane = new RealControlPlane(options);
        try
        {
            await plane.StartAsync();
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a kubeconfig of a user with a certificate of its own and returns its path.</summary>
    public string WriteKubeconfig(string user, params IEnumerable<string> groups)
    {
        var certificate = _authority.Client(user, groups);
        return _folder.Write($"{user.Replace(':', '-')}.kubeconfig", $$"""
            apiVersion: v1
            kind: Config
            current-context: real
            clusters:
            - name: real
              cluster:
                server: {{Address}}
                certificate-authority-data: {{Base64(_authority.Pem)}}
            contexts:
            - name: real
              context:
                cluster: real
                user: {{user}}
            users:
            - name: {{user}}
              user:
                client-certificate-data: {{Base64(certificate.CertificatePem)}}
                client-key-data: {{Base64(certificate.KeyPem)}}

            """);
    }

    /// <summary>Makes etcd forget all versions but the present one, as it does by itself every few minutes.</summary>
    public async Task CompactAsync()
    {
        using var etcd = new HttpClient { BaseAddress = EtcdAddress };
        var range = await PostAsync(etcd, "/v3/kv/range", new JsonObject { ["key"] = "AA==" });
        await PostAsync(etcd, "/v3/kv/compaction", new JsonObject { ["revision"] = range["header"]!["revision"]!.DeepClone(), ["physical"] = true });
    }

    /// <summary>Kills the API server and starts it again on the same port; etcd keeps the objects.</summary>
    public async Task RestartApiServerAsync()
    {
        await _apiServer!.DisposeAsync();
        await StartApiServerAsync();
    }

    /// <summary>Starts the API server again with another authority of its front proxy, of the same name; it then publishes both.</summary>
    public async Task ReplaceFrontProxyAuthorityAsync()
    {
        FrontProxyAuthority.Dispose();
        FrontProxyAuthority = new TestCertificateAuthority("front-proxy-ca");
        WriteFrontProxyCertificates();
        await RestartApiServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_apiServer is not null)
        {
            await _apiServer.DisposeAsync();
        }

        while (_processes.TryPop(out var process))
        {
            await process.DisposeAsync();
        }

        _authority.Dispose();
        FrontProxyAuthority.Dispose();
        _folder.Dispose();
    }

    private static async Task<JsonObject> PostAsync(HttpClient etcd, string path, JsonObject body)
    {
        using var response = await etcd.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Program(string name) =>
        FindProgram(name) ?? throw new InvalidOperationException($"KUBEBUILDER_ASSETS must name a folder that has {name}");

    private async Task StartAsync()
    {
        await StartEtcdAsync();
        WriteCertificates();
        await StartApiServerAsync();
        if (_options.ControllerManager)
        {
            _processes.Push(Start("kube-controller-manager", ControllerManagerArguments()));
        }
    }

    private RealControlPlaneProcess Start(string program, IEnumerable<string> arguments) =>
        RealControlPlaneProcess.Start(Program(program), _folder.Path, arguments);

    private async Task StartEtcdAsync()
    {
        var clients = EtcdAddress.GetLeftPart(UriPartial.Authority);
        var peers = $"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        var etcd = Start("etcd", [
            "--data-dir=etcd", "--unsafe-no-fsync", "--log-level=warn", "--name=default", $"--listen-client-urls={clients}",
            $"--advertise-client-urls={clients}", $"--listen-peer-urls={peers}", $"--initial-advertise-peer-urls={peers}", $"--initial-cluster=default={peers}",
        ]);
        _processes.Push(etcd);
        using var http = new HttpClient();
        await etcd.WaitUntilAsync(() => AnswersAsync(http, new Uri(EtcdAddress, "/health")));
    }

    private async Task StartApiServerAsync()
    {
        _apiServer = Start("kube-apiserver", ApiServerArguments());
        var admin = _authority.Client("readiness", "system:masters");
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        handler.ClientCertificates.Add(admin.ToX509());
        using var http = new HttpClient(handler);
        await _apiServer.WaitUntilAsync(() => AnswersAsync(http, new Uri(Address, "/readyz")));
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address)
    {
        try
        {
            using var response = await http.GetAsync(address);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void WriteCertificates()
    {
        Write("server", _authority.Server("127.0.0.1", "localhost", "kubernetes.default.svc", "10.0.0.1"));
        WriteFrontProxyCertificates();
        _folder.Write("ca.crt", _authority.Pem);
        using var serviceAccounts = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _folder.Write("sa.key", serviceAccounts.ExportPkcs8PrivateKeyPem());
        _folder.Write("sa.pub", serviceAccounts.ExportSubjectPublicKeyInfoPem());
        if (_options.TokenAuthFile is { } tokens)
        {
            _folder.Write("tokens.csv", tokens);
        }
    }

    private void WriteFrontProxyCertificates()
    {
        Write("front-proxy-client", FrontProxyAuthority.Client(FrontProxyName));
        _folder.Write("front-proxy-ca.crt", FrontProxyAuthority.Pem);
    }

    private void Write(string name, PemCertificate certificate)
    {
        _folder.Write($"{name}.crt", certificate.CertificatePem);
        _folder.Write($"{name}.key", certificate.KeyPem);
    }

    private IEnumerable<string> ApiServerArguments() =>
    [
        $"--etcd-servers={EtcdAddress.GetLeftPart(UriPartial.Authority)}",
        "--bind-address=127.0.0.1",
        $"--secure-port={_port.ToString(CultureInfo.InvariantCulture)}",
        "--endpoint-reconciler-type=none",
        "--tls-cert-file=server.crt",
        "--tls-private-key-file=server.key",
        "--client-ca-file=ca.crt",
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.0.0.0/24",
        $"--service-account-issuer={Address}",
        "--service-account-key-file=sa.pub",
        "--service-account-signing-key-file=sa.key",
        "--requestheader-client-ca-file=front-proxy-ca.crt",
        $"--requestheader-allowed-names={FrontProxyName}",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--proxy-client-cert-file=front-proxy-client.crt",
        "--proxy-client-key-file=front-proxy-client.key",
        .. _options.TokenAuthFile is null ? Array.Empty<string>() : ["--token-auth-file=tokens.csv"],
        .. _options.ApiServerArguments,
    ];

    private IEnumerable<string> ControllerManagerArguments() =>
    [
        $"--kubeconfig={KubeconfigPath}",
        "--leader-elect=false",
        "--secure-port=0",
        "--root-ca-file=ca.crt",
        "--service-account-private-key-file=sa.key",
        "--use-service-account-credentials=true",
    ];
}
