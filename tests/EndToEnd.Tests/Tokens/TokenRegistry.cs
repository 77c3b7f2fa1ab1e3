using System.Text;
using System.Text.RegularExpressions;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// <c>imagestreams standalone</c> with a real docker-registry as its integrated registry, which lets in by our tokens and tells us of pushes; set up as docs/push.md says it.
/// </summary>
public sealed partial class TokenRegistry : IAsyncLifetime
{
    /// <summary>The media type that the registry tells nothing of: such notifications are lost.</summary>
    public const string Untold = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = ProductProcess.FreePort();
    private readonly int _apiPort = ProductProcess.FreePort();
    private ProductProcess? _process;
    private DockerRegistryProcess? _registry;

    /// <summary>Where the process writes the secret of notifications.</summary>
    public string EventsTokenFile => Path.Combine(DataDirectory, "registry-events-token");

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

    private string DataDirectory => Path.Combine(_folder.Path, "data");

    public async Task InitializeAsync()
    {
        if (PeerFactAttribute.ReasonToSkip(DockerRegistryProcess.Program, "skopeo", "kubectl") is not null)
        {
            return; // every test is skipped
        }

        await StartProcessAsync();
        await StartRegistryAsync();
    }

    /// <summary>Ends the process and starts it anew, on what it has stored.</summary>
    public async Task RestartAsync()
    {
        (await _process!.TerminateAsync()).Should().Be(0);
        await StartProcessAsync();
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

    private async Task StartProcessAsync()
    {
        _process = ProductProcess.Start(ProductProcess.Program, [
            "standalone", $"--data-dir={DataDirectory}", "--port=0", $"--secure-port={_apiPort}", "--registry-port=0", $"--registry-hostname=127.0.0.1:{_port}",
        ]);
        await _process.EventuallyAsync(() =>
        {
            _process.Output.Should().NotBeEmpty();
            return Task.CompletedTask;
        });
        var ready = ReadyLine().Match(_process.Output[0]);
        (Api, Admin) = (new Uri(ready.Groups["api"].Value), new Kubectl(ready.Groups["kubeconfig"].Value, _folder));
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
            TrustedCertificates = Encoding.UTF8.GetString(Convert.FromBase64String(
                await Admin.RunAsync("get", Installation.ApiService, "-o", "jsonpath={.spec.caBundle}"))),
            MoreConfiguration = $$"""
                notifications:
                  endpoints:
                    - name: imagestreams
                      url: {{Api}}registry/events
                      headers:
                        Authorization: [Bearer {{await File.ReadAllTextAsync(EventsTokenFile)}}]
                      timeout: 2s
                      threshold: 3
                      backoff: 1s
                      ignore:
                        mediatypes: [{{Untold}}]
                """,
        });
    }

    [GeneratedRegex(@"^ready \S+ kubeconfig=(?<kubeconfig>\S+) api=(?<api>\S+) ", RegexOptions.ExplicitCapture)]
    private static partial Regex ReadyLine();
}
