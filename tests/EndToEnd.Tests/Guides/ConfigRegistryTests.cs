using System.Text.Json.Nodes;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Runs what <c>config/registry</c> says the registry's pod is to run, on this machine: its configuration, its environment, its secrets.</summary>
public sealed class ConfigRegistryTests : IDisposable
{
    private const string ServiceAddress = "https://imagestreams.imagestreams-system.svc";

    private readonly TemporaryFolder _folder = new();
    private readonly string _host = $"127.0.0.1:{ProductProcess.FreePort()}";

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [RegistryFact]
    public async Task Registry_AsThePodRunsIt_LetsUsersInAndTellsOfTheirPushes()
    {
        await using var product = ProductProcess.Start(
            ProductProcess.Program, "standalone", $"--data-dir={Data}", "--port=0", "--secure-port=0", "--registry-port=0", $"--registry-hostname={_host}");
        await product.EventuallyAsync(() => Task.FromResult(product.Output.Should().Contain(l => l.StartsWith("ready ", StringComparison.Ordinal))));
        var api = product.Output[0].Split(' ').Single(w => w.StartsWith("api=", StringComparison.Ordinal))["api=".Length..];
        var admin = new Kubectl(Path.Combine(Data, "kubeconfig"), _folder);
        await using var registry = await StartAsync(await RenderedManifests.ReadAsync(admin, Repository.PathOf("config", "registry")), api);
        await registry.EventuallyAsync(() => Task.FromResult(registry.Errors.Should().Contain(l => l.Contains("listening on", StringComparison.Ordinal))));

        await admin.RunAsync("create", "namespace", "demo");
        await admin.RunAsync("create", "serviceaccount", "dev", "-n", "demo");
        await admin.RunAsync("create", "rolebinding", "dev", "--clusterrole=system:image-builder", "--serviceaccount=demo:dev", "-n", "demo");
        var shell = new UserShell(_folder, Path.Combine(Data, "kubeconfig"));
        var image = SampleImage.Create(641);
        var layout = new OciLayout(_folder, "image");
        layout.Write(image, "latest");
        (await shell.FailAsync($"skopeo inspect --tls-verify=false docker://{_host}/demo/app")).Should().MatchRegex("unauthorized|denied");
        await shell.RunAsync($"kubectl create token dev -n demo | skopeo login -u dev --password-stdin --tls-verify=false {_host}");
        await shell.RunAsync($"skopeo --insecure-policy copy --dest-tls-verify=false oci:{layout.Path}:latest docker://{_host}/demo/app:latest");

        await product.EventuallyAsync(async () => (await admin.GetAsync("is", "app", "-n", "demo")).History("latest").Should().Equal(image.OciManifest.Digest.ToString()));
        (await product.TerminateAsync()).Should().Be(0);
    }

    /// <summary>The registry with what the pod would see, as far as it is another thing on this machine: files, addresses, and the secrets' values.</summary>
    private async Task<ProductProcess> StartAsync(RenderedManifests manifests, string api)
    {
        var container = RenderedManifests.ContainerOf(manifests.Deployment("imagestreams-registry"));
        container["args"]!.AsArray().Select(a => (string?)a).Should().Equal("serve", "/etc/registry/config/config.yml");
        var mounts = container["volumeMounts"]!.AsArray().Select(m => (string)m!["mountPath"]!);
        mounts.Should().BeEquivalentTo(
            "/var/lib/registry", "/etc/registry/config", "/etc/registry/tls", "/etc/registry/tokens", "/etc/registry/imagestreams");
        using var authority = new TestCertificateAuthority("somebody");
        var certificate = authority.Server("127.0.0.1");
        _folder.Write("etc/tls/tls.crt", certificate.CertificatePem);
        _folder.Write("etc/tls/tls.key", certificate.KeyPem);
        _folder.Write("etc/tokens/ca.crt", await File.ReadAllTextAsync(Path.Combine(Data, "registry-tokens-ca.crt")));
        _folder.Write("etc/imagestreams/ca.crt", await File.ReadAllTextAsync(Path.Combine(Data, "api-ca.crt")));
        var config = _folder.Write("etc/config/config.yml", Here((string)manifests.Generated("imagestreams-registry")["data"]!["config.yml"]!, api));

        var secret = await File.ReadAllTextAsync(Path.Combine(Data, "registry-events-token"));
        var names = manifests.Generated("imagestreams-registry-names")["data"]!;
        var environment = container["env"]!.AsArray().Select(e => e!).Select(e => $"{e["name"]}={Here(ValueOf(e, names, secret), api)}");
        return ProductProcess.Start("/usr/bin/env", [.. environment, PeerPrograms.Find(DockerRegistryProcess.Program)!, "serve", config]);
    }

    private static string ValueOf(JsonNode variable, JsonNode names, string secret)
    {
        if (variable["valueFrom"] is { } source)
        {
            return source["configMapKeyRef"] is { } reference ? (string)names[(string)reference["key"]!]! : secret;
        }

        return ((string)variable["value"]!).Replace("$(EVENTS_TOKEN)", secret, StringComparison.Ordinal);
    }

    private string Here(string text, string api) => text
        .Replace("/etc/registry/", $"{_folder.Path}/etc/", StringComparison.Ordinal)
        .Replace("/var/lib/registry", $"{_folder.Path}/store", StringComparison.Ordinal)
        .Replace("addr: :5000", $"addr: {_host}", StringComparison.Ordinal)
        .Replace(ServiceAddress, api, StringComparison.Ordinal);
}
