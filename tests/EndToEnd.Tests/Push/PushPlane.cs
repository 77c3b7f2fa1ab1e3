using System.Text;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>A cluster whose integrated registry is a stock docker-registry that lets everybody in and sends its notifications to us.</summary>
/// <remarks>It tells nothing of images of docker's schema 2: those are the pushes whose notifications are lost.</remarks>
public abstract class PushPlane : IAsyncLifetime
{
    public const string Untold = "v2s2";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = ProductProcess.FreePort();
    private readonly bool _canStart;
    private DockerRegistryProcess? _registry;

    private protected PushPlane(Func<Task<TestPlane>> startPlane, bool canStart)
    {
        _canStart = canStart && new[] { "kubectl", DockerRegistryProcess.Program, PeerRegistry.Skopeo }.All(p => PeerPrograms.Find(p) is not null);
        Cluster = new PushCluster(startPlane, _canStart, Host);
    }

    public Cluster Cluster { get; }

    /// <summary>The integrated registry.</summary>
    public string Host => $"127.0.0.1:{_port}";

    /// <summary>The secret of notifications.</summary>
    public string Secret { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (!_canStart)
        {
            return; // every test is skipped
        }

        await Cluster.InitializeAsync();
        Secret = await DecodeAsync("secret/imagestreams-registry-events", "-n=imagestreams-system", "jsonpath={.data.token}");
        _registry = await DockerRegistryProcess.StartAsync(new DockerRegistryOptions
        {
            Port = _port,
            TrustedCertificates = await DecodeAsync(Installation.ApiService, "--ignore-not-found", "jsonpath={.spec.caBundle}"),
            MoreConfiguration = $$"""
                notifications:
                  endpoints:
                    - name: imagestreams
                      url: {{Cluster.Address}}registry/events
                      headers:
                        Authorization: [Bearer {{Secret}}]
                      timeout: 2s
                      threshold: 3
                      backoff: 1s
                      ignore:
                        mediatypes: [application/vnd.docker.distribution.manifest.v2+json]
                """,
        });
    }

    /// <summary>Pushes with skopeo.</summary>
    internal async Task PushAsync(string repository, string tag, SampleImage image, string format = "oci")
    {
        var layout = new OciLayout(_folder, Guid.NewGuid().ToString("N"));
        layout.Write(image, "latest");
        await CopyAsync($"oci:{layout.Path}:latest", repository, tag, "--format", format);
    }

    /// <summary>Pushes an index and its images with skopeo.</summary>
    internal async Task PushAsync(string repository, string tag, SampleIndex index)
    {
        var layout = new OciLayout(_folder, Guid.NewGuid().ToString("N"));
        layout.Write(index, "latest");
        await CopyAsync($"oci:{layout.Path}:latest", repository, tag, "--all");
    }

    /// <summary>Gives an image of the registry another tag, with skopeo.</summary>
    internal Task RetagAsync(string repository, string from, string to) => CopyAsync($"docker://{Host}/{repository}:{from}", repository, to, "--src-tls-verify=false");

    /// <summary>Deletes what a tag stands for, with skopeo.</summary>
    internal Task DeleteAsync(string repository, string tag) =>
        PeerPrograms.RunAsync(PeerRegistry.Skopeo, "--insecure-policy", "delete", "--tls-verify=false", $"docker://{Host}/{repository}:{tag}");

    /// <summary>What the registry says of an image.</summary>
    internal async Task<HeldImage> ReadAsync(string repository, string tag)
    {
        using var reader = new RegistryReader(Host, repository);
        return await reader.ReadAsync(tag);
    }

    public async Task DisposeAsync()
    {
        await (_registry?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Cluster.DisposeAsync();
        _folder.Dispose();
    }

    private Task<string> CopyAsync(string source, string repository, string tag, params string[] options) => PeerPrograms.RunAsync(
        PeerRegistry.Skopeo, ["--insecure-policy", "copy", "--dest-tls-verify=false", .. options, source, $"docker://{Host}/{repository}:{tag}"]);

    private async Task<string> DecodeAsync(string what, string option, string field)
    {
        var text = "";
        await Eventually.Succeeds(async () => (text = await Cluster.Admin.RunAsync("get", what, option, "-o", field)).Should().NotBeEmpty());
        return Encoding.UTF8.GetString(Convert.FromBase64String(text));
    }

    private sealed class PushCluster : Cluster
    {
        public PushCluster(Func<Task<TestPlane>> startPlane, bool canStart, string registry)
            : base(startPlane, InstallationMode.Api, canStart) => RegistryHostname = registry;
    }
}
