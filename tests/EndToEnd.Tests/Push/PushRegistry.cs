using System.Text.RegularExpressions;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// <c>imagestreams standalone</c> with a real docker-registry as its integrated registry, which lets in by our tokens; set up as docs/push.md says it.
/// </summary>
public sealed partial class PushRegistry : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = ProductProcess.FreePort();
    private ProductProcess? _process;
    private DockerRegistryProcess? _registry;

    /// <summary>What a user types in front of an image's name.</summary>
    public string Host => _registry!.Host;

    /// <summary>kubectl of somebody who may do anything.</summary>
    public Kubectl Admin { get; private set; } = null!;

    /// <summary>Where the API server listens.</summary>
    public Uri Api { get; private set; } = null!;

    /// <summary>All that our process has printed.</summary>
    public string Log => _process!.Log;

    /// <summary>All that the registry has.</summary>
    public string RegistryLog => _registry!.Log;

    internal TemporaryFolder Folder => _folder;

    public async Task InitializeAsync()
    {
        if (PeerFactAttribute.ReasonToSkip(DockerRegistryProcess.Program, "skopeo", "kubectl") is not null)
        {
            return; // every test is skipped
        }

        _process = ProductProcess.Start(ProductProcess.Built, [
            "standalone", $"--data-dir={Path.Combine(_folder.Path, "data")}", "--port=0", "--secure-port=0", "--registry-port=0", $"--registry-hostname=127.0.0.1:{_port}",
        ]);
        await _process.EventuallyAsync(() =>
        {
            _process.Output.Should().NotBeEmpty();
            return Task.CompletedTask;
        });
        var ready = ReadyLine().Match(_process.Output[0]);
        (Api, Admin) = (new Uri(ready.Groups["api"].Value), new Kubectl(ready.Groups["kubeconfig"].Value, _folder));
        await StartRegistryAsync();
    }

    /// <summary>A namespace of a test's own.</summary>
    public async Task<string> NamespaceAsync(string name)
    {
        await Admin.RunAsync("create", "namespace", name);
        return name;
    }

    /// <summary>The token of a new service account of a namespace, with a cluster role there.</summary>
    public async Task<string> UserAsync(string ns, string user, string? role = null)
    {
        await Admin.RunAsync("create", "serviceaccount", user, "-n", ns);
        if (role is not null)
        {
            await Admin.RunAsync("create", "rolebinding", $"{user}-{role.Replace(':', '-')}", $"--clusterrole={role}", $"--serviceaccount={ns}:{user}", "-n", ns);
        }

        return (await Admin.RunAsync("create", "token", user, "-n", ns)).Trim();
    }

    /// <summary>Somebody with skopeo and a login file of his own.</summary>
    internal SkopeoUser Skopeo() => new(Host, Path.Combine(_folder.Path, $"auth-{Guid.NewGuid():N}.json"));

    public async Task DisposeAsync()
    {
        await (_registry?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    private async Task StartRegistryAsync()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler) { BaseAddress = Api };
        var certificates = "";
        await Eventually.Succeeds(async () => certificates = await http.GetStringAsync(new Uri("/auth/certificate", UriKind.Relative)));
        _registry = await DockerRegistryProcess.StartAsync(new DockerRegistryOptions
        {
            Port = _port,
            TokenRealm = new Uri(Api, "/auth/token"),
            TokenCertificates = certificates,
        });
    }

    [GeneratedRegex(@"^ready \S+ kubeconfig=(?<kubeconfig>\S+) api=(?<api>\S+) ", RegexOptions.ExplicitCapture)]
    private static partial Regex ReadyLine();
}
