using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>What <c>make run REGISTRY=docker-registry</c> starts: a system on one machine, and docker's registry in it for users to push to.</summary>
public sealed class IntegratedRegistry : IAsyncLifetime
{
    /// <summary>What it takes to try it.</summary>
    public static IReadOnlyList<string> Programs { get; } = ["kubectl", DockerRegistryProcess.Program, PeerRegistry.Skopeo];

    private readonly bool _canStart = Programs.All(p => PeerPrograms.Find(p) is not null);
    private ProductProcess? _process;
    private Connection? _connection;

    /// <summary>Where users find the registry.</summary>
    public string Host { get; } = $"127.0.0.1:{ProductProcess.FreePort()}";

    public ProductProcess Process => _process ?? throw new InvalidOperationException("the system does not run");

    /// <summary>kubectl of somebody who may do anything.</summary>
    public Kubectl Admin { get; private set; } = null!;

    /// <summary>Where the system keeps what it knows.</summary>
    public string DataDirectory => Path.Combine(Folder.Path, "data");

    /// <summary>The line that says that it is ready.</summary>
    public string ReadyLine => Process.Output[0];

    /// <summary>The control plane's address.</summary>
    public string Server => ReadyLine.Split(' ')[1];

    internal TemporaryFolder Folder { get; } = new();

    public async Task InitializeAsync()
    {
        if (!_canStart)
        {
            return; // every test is skipped
        }

        _process = Start();
        await ReadyAsync();
        Admin = new Kubectl(Path.Combine(DataDirectory, "kubeconfig"), Folder);
        _connection = await Connection.ReadAsync(Admin);
    }

    /// <summary>Ends it as Ctrl-C does, and starts it again.</summary>
    public async Task RestartAsync()
    {
        (await Process.TerminateAsync()).Should().Be(0, Process.Log);
        await Process.DisposeAsync();
        _process = Start();
        await ReadyAsync();
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            (await _process.TerminateAsync()).Should().Be(0, _process.Log);
            await _process.DisposeAsync();
        }

        Folder.Dispose();
    }

    /// <summary>Makes a namespace and a user in it with these roles; gives the user's token.</summary>
    public async Task<string> UserAsync(string ns, string user, params IEnumerable<string> roles)
    {
        if ((await Admin.TryAsync(null, "get", "namespace", ns)).ExitCode != 0)
        {
            await Admin.RunAsync("create", "namespace", ns);
        }

        await Admin.RunAsync("create", "serviceaccount", user, "-n", ns);
        foreach (var role in roles)
        {
            await Admin.RunAsync("create", "rolebinding", $"{user}-{role.Replace(':', '-')}", $"--clusterrole={role}", $"--serviceaccount={ns}:{user}", "-n", ns);
        }

        return (await Admin.RunAsync("create", "token", user, "-n", ns)).Trim();
    }

    /// <summary>Lets everybody do something in a namespace, without a login.</summary>
    public Task OpenAsync(string ns, string role) =>
        Admin.RunAsync("create", "rolebinding", $"public-{role.Replace(':', '-')}", $"--clusterrole={role}", "--group=system:unauthenticated", "-n", ns);

    /// <summary>A kubeconfig of somebody with a token; anonymous without.</summary>
    public string KubeconfigOf(string? token, string ns = "default") =>
        Folder.Write($"{Guid.NewGuid():N}.kubeconfig", _connection!.KubeconfigOf(token ?? "", ns));

    /// <summary>A shell of somebody who has logged in nowhere yet.</summary>
    internal UserShell Shell(string? token = null, string ns = "default") => new(Folder, KubeconfigOf(token, ns));

    /// <summary>An image on this machine, for stock tools to push: what to name it in a command.</summary>
    internal string Local(SampleImage image)
    {
        var layout = new OciLayout(Folder, Guid.NewGuid().ToString("N"));
        layout.Write(image, "latest");
        return $"oci:{layout.Path}:latest";
    }

    private ProductProcess Start() => ProductProcess.Start(
        "/usr/bin/env", $"INTEGRATED_REGISTRY={Host}", Repository.PathOf("hack", "docker-registry"), ProductProcess.Program, DataDirectory, "--port=0", "--secure-port=0");

    private Task ReadyAsync() => Process.EventuallyAsync(() =>
    {
        Process.Output.Should().Contain(l => l.Contains("Ctrl-C", StringComparison.Ordinal));
        return Task.CompletedTask;
    });
}
