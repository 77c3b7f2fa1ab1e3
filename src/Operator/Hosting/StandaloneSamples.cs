using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator;

/// <summary>Fills a fresh installation with something to look at: pushes images, applies manifests, waits for the imports, prints what came out.</summary>
internal sealed class StandaloneSamples(KubernetesClient admin, LocalRegistryHost? registry, TimeProvider time)
{
    private const string RegistryInManifests = "localhost:5000";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="RunStartException">The folder holds no manifests, or one is refused.</exception>
    public async Task RunAsync(string folder, string kubeconfig, TextWriter output, CancellationToken cancellationToken)
    {
        var manifests = Read(folder);
        if (registry is not null)
        {
            await PushAsync(registry.Host, cancellationToken);
        }

        await new ManifestApplier(admin).ApplyAsync(manifests, cancellationToken);
        await WaitForImportsAsync(cancellationToken);
        await output.WriteLineAsync();
        await output.WriteAsync(await TableAsync(cancellationToken));
        await output.WriteAsync(Commands(kubeconfig));
    }

    private List<JsonObject> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new RunStartException($"--samples: there is no folder {folder}");
        }

        var local = registry is null ? RegistryInManifests : $"localhost:{registry.Address.Port}";
        var documents = Directory.EnumerateFiles(folder, "*.yaml")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => KubeYaml.ParseAll(File.ReadAllText(file).Replace(RegistryInManifests, local, StringComparison.Ordinal)))
            .OfType<JsonObject>()
            .Where(document => (string?)document["kind"] != "Kustomization")
            .OrderBy(document => (string?)document["kind"] != "Namespace");
        return [.. documents];
    }

    private static async Task PushAsync(string host, CancellationToken cancellationToken)
    {
        using var transport = new RegistryTransport(new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);
        var first = SampleImage.Create(new SampleImageOptions { Seed = 1, Layers = 2 });
        var second = SampleImage.Create(new SampleImageOptions { Seed = 2, Layers = 3 });
        var hello = Push("samples/hello");
        await first.PushAsync(hello, "1.0", first.DockerManifest, cancellationToken);
        await second.PushAsync(hello, "1.1", second.OciManifest, cancellationToken);
        await second.PushAsync(hello, "latest", second.OciManifest, cancellationToken);
        await SampleIndex.Oci(
            SampleImage.Create(new SampleImageOptions { Seed = 3, Layers = 4 }),
            SampleImage.Create(new SampleImageOptions { Seed = 4, Layers = 4, Architecture = "arm64", Variant = "v8" }))
            .PushAsync(Push("samples/tools"), "latest", cancellationToken);

        RegistryPushClient Push(string path) => transport.PushClient(
            RepositoryName.Of(ImageReference.Parse($"{host}/{path}")), new RegistryAccess(AnonymousKeychain.Instance, Insecure: true));
    }

    private async Task WaitForImportsAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < Patience)
        {
            var streams = await admin.Resource<ImageStream>().ListAsync(ListOptions.All, cancellationToken);
            if ((streams.Items ?? []).All(IsSettled))
            {
                return;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static bool IsSettled(ImageStream stream)
    {
        var status = (stream.Status?.Tags ?? []).ToDictionary(t => t.Tag ?? "", StringComparer.Ordinal);
        return (stream.Spec?.Tags ?? []).All(tag => status.GetValueOrDefault(tag.Name ?? "") is { } list
            ? TagGenerations.Observed(list) >= tag.Generation.Value
            : !TagGenerations.IsImportable(tag));
    }

    private async Task<string> TableAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/{ImageStream.ResourceKind.Path()}", UriKind.Relative));
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/json;as=Table;v=v1;g=meta.k8s.io"));
        using var response = await admin.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var table = JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken))!;
        var columns = table["columnDefinitions"]!.AsArray().Index().Where(c => (int?)c.Item?["priority"] is null or 0).ToList();
        var text = new StringBuilder();
        TextTable.Append(
            text,
            ["NAMESPACE", .. columns.Select(c => ((string)c.Item!["name"]!).ToUpperInvariant())],
            table["rows"]!.AsArray().Select(row => (IReadOnlyList<string>)
            [
                (string?)row!["object"]?["metadata"]?["namespace"] ?? "",
                .. columns.Select(c => row["cells"]![c.Index]?.ToString() ?? ""),
            ]));
        return text.ToString();
    }

    private string Commands(string kubeconfig) => $"""

        Try, in another terminal:

          export KUBECONFIG={Path.GetFullPath(kubeconfig)}
          kubectl get imagestreams,imagestreamtags -n demo
          kubectl describe imagestream hello -n demo
          kubectl get --raw /apis/image.openshift.io/v1/namespaces/demo/imagestreams/hello/layers
          kubectl explain imagestream.spec.tags
          {Environment.ProcessPath} inspect localhost:{registry?.Address.Port ?? 5000}/samples/tools:latest --all

        Ctrl-C ends it; what was stored is there again at the next start.

        """;
}
