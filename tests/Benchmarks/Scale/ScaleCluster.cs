using System.Net;
using System.Text;
using ImageStreams.Kubernetes;

namespace ImageStreams.Benchmarks;

/// <summary>The control plane below what is measured: the embedded one in a process of its own, or a cluster.</summary>
internal sealed class ScaleCluster : IAsyncDisposable
{
    public const string Token = "scale-token";

    private const string Crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private readonly string _folder;
    private PlaneProcess? _plane;

    private ScaleCluster(string folder, PlaneProcess? plane, string kubeconfig)
    {
        (_folder, _plane, Kubeconfig) = (folder, plane, kubeconfig);
        Admin = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
    }

    public string Kubeconfig { get; }

    public KubernetesClient Admin { get; }

    public bool IsEmbedded => _plane is not null;

    public static async Task<ScaleCluster> StartAsync(string? kubeconfig, string folder)
    {
        if (kubeconfig is not null)
        {
            return new(folder, null, kubeconfig);
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(TokensIn(folder), $"{Token},scale,u-scale,\"system:masters\"\n");
        var plane = await StartPlaneAsync(folder, 0);
        var cluster = new ScaleCluster(folder, plane, plane.Kubeconfig);
        await cluster.InstallAsync();
        return cluster;
    }

    /// <summary>Stops the control plane and starts it again: whoever follows it has to read everything anew.</summary>
    public async Task RestartAsync()
    {
        await _plane!.DisposeAsync();
        _plane = await StartPlaneAsync(_folder, _plane.Port);
    }

    /// <summary>Sends a document; returns the code of the answer.</summary>
    public async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, byte[] body, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(path.TrimStart('/'), UriKind.Relative))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new(contentType) } },
        };
        using var response = await Admin.SendAsync(request, default);
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.Conflict)
        {
            throw new HttpRequestException($"{method} {path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        return response.StatusCode;
    }

    public Task ApplyAsync(string path, string yaml) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager=scale&force=true", Encoding.UTF8.GetBytes(yaml), "application/apply-patch+yaml");

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        if (_plane is not null)
        {
            await _plane.DisposeAsync();
        }
    }

    private static Task<PlaneProcess> StartPlaneAsync(string folder, int port) => PlaneProcess.StartAsync(Path.Combine(folder, "data"), TokensIn(folder), port);

    private static string TokensIn(string folder) => Path.Combine(folder, "tokens.csv");

    private async Task InstallAsync()
    {
        foreach (var file in Directory.GetFiles(Path.Combine("config", "crd", "bases"), "*.yaml"))
        {
            var name = File.ReadLines(file).First(l => l.StartsWith("  name: ", StringComparison.Ordinal))["  name: ".Length..];
            await ApplyAsync($"{Crds}/{name}", await File.ReadAllTextAsync(file));
        }

        await ApplyAsync("/api/v1/namespaces/imagestreams-system", "{apiVersion: v1, kind: Namespace, metadata: {name: imagestreams-system}}");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Admin.GetRawAsync("/apis/image.openshift.io/v1stored/images?limit=1", default);
                return;
            }
            catch (KubeApiException) when (attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }
}
