using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>Installs the process into the control plane from the same manifests that <c>config/default</c> has for a cluster.</summary>
internal sealed class StandaloneInstallation(KubernetesClient admin, TimeProvider time)
{
    public const string Namespace = "imagestreams-system";
    public const string Name = "imagestreams";

    private const string ServedPath = "/apis/image.openshift.io/v1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ManifestApplier _applier = new(admin);

    /// <summary>Kinds, rights and the service account: all that must be there before the process starts.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in (string[])["manager", "crds", "rbac"])
        {
            await _applier.ApplyAsync(Manifests(folder), cancellationToken);
        }

        await WaitForAsync("/apis/image.openshift.io/v1stored", cancellationToken);
    }

    /// <summary>Registers the API server, which listens on this port of the machine, and waits until the control plane passes requests on to it.</summary>
    /// <exception cref="RunStartException">It does not within a minute.</exception>
    public async Task RegisterAsync(int port, CancellationToken cancellationToken)
    {
        var manifests = Manifests("apiservice").Select(m => Redirected(m, port));
        await _applier.ApplyAsync(manifests, cancellationToken);
        await WaitForAsync(ServedPath, cancellationToken);
    }

    // No pods run here: the Service leads to this machine, and the APIService to the port of this process.
    private static JsonObject Redirected(JsonObject manifest, int port)
    {
        switch ((string?)manifest["kind"])
        {
            case "Service":
                manifest["spec"] = new JsonObject
                {
                    ["type"] = "ExternalName",
                    ["externalName"] = "localhost",
                    ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = port }),
                };
                break;
            case "APIService":
                manifest["spec"]!["service"]!["port"] = port;
                break;
        }

        return manifest;
    }

    private static IEnumerable<JsonObject> Manifests(string folder)
    {
        var assembly = typeof(StandaloneInstallation).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith($"{folder}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            foreach (var manifest in KubeYaml.ParseAll(reader.ReadToEnd()).OfType<JsonObject>())
            {
                yield return manifest;
            }
        }
    }

    private async Task WaitForAsync(string path, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await admin.GetRawAsync(path, cancellationToken);
                return;
            }
            catch (KubeApiException e)
            {
                if (time.GetElapsedTime(started) > Patience)
                {
                    throw new RunStartException($"the control plane does not serve {path}: {e.Message}");
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
