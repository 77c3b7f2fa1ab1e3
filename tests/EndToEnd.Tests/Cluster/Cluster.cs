using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// A cluster that we are installed in: a control plane, the manifests of <c>config</c>, and <c>imagestreams run</c> as a process whose kubeconfig
/// holds the token of its service account and nothing else.
/// </summary>
public abstract class Cluster : IAsyncLifetime
{
    /// <summary>The integrated registry, which the streams' own repositories are in.</summary>
    public const string RegistryHost = "registry.test:5000";

    private readonly TemporaryFolder _folder = new();
    private readonly Func<Task<TestPlane>> _startPlane;
    private readonly InstallationMode _mode;
    private readonly bool _canStart;
    private readonly int _port = ProductProcess.FreePort();
    private readonly List<Caller> _callers = [];
    private readonly List<string> _namespaces = [];
    private readonly List<string> _clusterBindings = [];
    private TestPlane? _plane;
    private Installation? _installation;
    private Connection? _connection;
    private ProductProcess? _process;

    private protected Cluster(Func<Task<TestPlane>> startPlane, InstallationMode mode, bool canStart)
    {
        _startPlane = startPlane;
        _mode = mode;
        _canStart = canStart && PeerPrograms.Find("kubectl") is not null;
    }

    /// <summary>kubectl of somebody who may do anything.</summary>
    public Kubectl Admin { get; private set; } = null!;

    /// <summary>What is run. Default: the executable that was built with the tests.</summary>
    public string Executable { get; init; } = ProductProcess.Program;

    /// <summary>What the process is told of the integrated registry.</summary>
    public string RegistryHostname { get; init; } = RegistryHost;

    /// <summary>The process under test.</summary>
    public ProductProcess Process => _process ?? throw new InvalidOperationException("the process does not run");

    /// <summary>The API server's own address; where there is none, that of health and metrics.</summary>
    public Uri Address => new($"{(_mode == InstallationMode.Api ? "https" : "http")}://127.0.0.1:{_port}");

    public async Task InitializeAsync()
    {
        if (!_canStart)
        {
            return; // every test is skipped
        }

        _plane = await _startPlane();
        Admin = new Kubectl(_plane.Kubeconfig, _folder);
        _connection = await Connection.ReadAsync(Admin);
        _installation = new Installation(Admin, _folder, _mode);
        await InstallAsync();
    }

    /// <summary>Applies the manifests and starts the process.</summary>
    public async Task InstallAsync()
    {
        await _installation!.ApplyAsync(_plane!.Us, _port);
        await StartAsync();
    }

    /// <summary>Removes everything as the documentation says, and then ends the process.</summary>
    public async Task UninstallAsync()
    {
        await _installation!.DeleteAsync();
        await Process.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts the process, which was ended before; when this returns, it works.</summary>
    public async Task StartAsync()
    {
        var token = await TokenAsync(Installation.Namespace, Installation.ServiceAccount);
        var kubeconfig = _folder.Write("service-account.kubeconfig", _connection!.KubeconfigOf(token));
        string[] listen = _mode == InstallationMode.Api
            ? [$"--bind-address={(_plane!.IsOurs ? "127.0.0.1" : "0.0.0.0")}", $"--secure-port={_port}", "--metrics-bind-address=0"]
            : ["--api-server=false", $"--metrics-bind-address=127.0.0.1:{_port}"];
        _process = ProductProcess.Start(Executable, ["run", "--kubeconfig", kubeconfig, $"--registry-hostname={RegistryHostname}", .. listen]);
        await _process.EventuallyAsync(async () => (await HealthAsync()).Should().Be("ok"));
        if (_mode == InstallationMode.Api)
        {
            await Admin.RunAsync("wait", "--for=condition=Available", Installation.ApiService, "--timeout=60s");
            await Eventually.Succeeds(async () => await Admin.RawAsync("/apis/image.openshift.io/v1"));
        }
    }

    /// <summary>Makes a namespace of a test's own.</summary>
    public async Task<string> NamespaceAsync(string name)
    {
        await Admin.RunAsync("create", "namespace", name);
        _namespaces.Add(name);
        return name;
    }

    /// <summary>A token of a user of a namespace, which is made if it is not there, with a cluster role in that namespace.</summary>
    public async Task<string> UserAsync(string ns, string user, string? role)
    {
        await Admin.RunAsync("create", "serviceaccount", user, "-n", ns);
        if (role is not null)
        {
            await Admin.RunAsync("create", "rolebinding", user, $"--clusterrole={role}", $"--serviceaccount={ns}:{user}", "-n", ns);
        }

        return await TokenAsync(ns, user);
    }

    /// <summary>A token of a user of a namespace, with a cluster role everywhere.</summary>
    public async Task<string> ClusterUserAsync(string ns, string user, string role)
    {
        var token = await UserAsync(ns, user, role: null);
        await Admin.RunAsync("create", "clusterrolebinding", $"{ns}-{user}", $"--clusterrole={role}", $"--serviceaccount={ns}:{user}");
        _clusterBindings.Add($"{ns}-{user}");
        return token;
    }

    /// <summary>Somebody who speaks HTTP to the control plane.</summary>
    public Caller As(string? token)
    {
        var caller = _connection!.NewCaller(token);
        _callers.Add(caller);
        return caller;
    }

    /// <summary>kubectl of somebody with a token, in a namespace.</summary>
    public Kubectl KubectlAs(string token, string ns) =>
        new(_folder.Write($"user-{Guid.NewGuid():N}.kubeconfig", _connection!.KubeconfigOf(token)), _folder, "--namespace", ns);

    public async Task DisposeAsync()
    {
        try
        {
            if (_plane is { IsOurs: false } && _process is not null)
            {
                await Admin.RunAsync(["delete", "namespace", .. _namespaces, "--ignore-not-found"]);
                await Admin.RunAsync(["delete", "clusterrolebinding", "--ignore-not-found", .. _clusterBindings.DefaultIfEmpty("none")]);
                await UninstallAsync();
            }

            await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        finally
        {
            _callers.ForEach(c => c.Dispose());
            await (_plane?.End() ?? Task.CompletedTask);
            _folder.Dispose();
        }
    }

    private async Task<string> HealthAsync()
    {
        using var caller = Caller.Directly(Address);
        return (await caller.SendAsync(HttpMethod.Get, "/readyz")).Body;
    }

    private async Task<string> TokenAsync(string ns, string serviceAccount) =>
        (await Admin.RunAsync("create", "token", serviceAccount, "-n", ns)).Trim();
}
