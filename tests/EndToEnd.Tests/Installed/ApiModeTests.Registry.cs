using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

// config/registry: what a control plane says of it, and what an administrator's overlay changes.
public abstract partial class ApiModeTests
{
    private static string ConfigOfRegistry => Repository.PathOf("config", "registry");

    [ClusterFact]
    public async Task ConfigRegistry_IsTakenAsItIs_ItsPodsUnderTheStrictestRules()
    {
        var applied = await Admin.TryAsync(null, "apply", "-k", ConfigOfRegistry, "--dry-run=server");

        applied.ExitCode.Should().Be(0, applied.Error);
        applied.Error.Should().NotContain("Warning");
        applied.Output.Should().ContainAll("persistentvolumeclaim/imagestreams-registry created", "deployment.apps/imagestreams-registry created", "service/imagestreams-registry created");
        foreach (var deployment in (await RenderedManifests.ReadAsync(Admin, ConfigOfRegistry)).Deployments)
        {
            var (code, complaint) = await TryPodAsync(deployment);
            code.Should().Be(0, "{0}", complaint);
        }
    }

    [ClusterFact]
    public async Task ConfigRegistry_WithNamesOfAnOverlay_TellsThemToBoth()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kustomization.yaml", $$"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources: ["{{Path.GetRelativePath(folder.Path, ConfigOfRegistry)}}"]
            configMapGenerator:
              - name: imagestreams-registry-names
                namespace: imagestreams-system
                behavior: merge
                literals:
                  - publicRegistryHostname=images.example.com
                  - tokenRealm=https://images.example.com/auth/token
            """);

        var manifests = await RenderedManifests.ReadAsync(Admin, folder.Path);

        var names = manifests.Generated("imagestreams-registry-names");
        names["data"]!.AsObject().Select(d => $"{d.Key}={d.Value}").Should().BeEquivalentTo(
            "registryHostname=imagestreams-registry.imagestreams-system.svc:5000",
            "publicRegistryHostname=images.example.com",
            "tokenRealm=https://images.example.com/auth/token");
        foreach (var (name, variable, key) in (IEnumerable<(string, string, string)>)
        [
            ("imagestreams", "IMAGESTREAMS_REGISTRY_HOSTNAME", "registryHostname"),
            ("imagestreams", "IMAGESTREAMS_PUBLIC_REGISTRY_HOSTNAME", "publicRegistryHostname"),
            ("imagestreams", "IMAGESTREAMS_TOKEN_REALM", "tokenRealm"),
            ("imagestreams-registry", "REGISTRY_AUTH_TOKEN_REALM", "tokenRealm"),
        ])
        {
            var source = RenderedManifests.ContainerOf(manifests.Deployment(name))["env"]!.AsArray().Single(e => (string?)e!["name"] == variable)!["valueFrom"]!["configMapKeyRef"]!;
            ((string?)source["name"], (string?)source["key"]).Should().Be((RenderedManifests.NameOf(names), key));
        }
    }

    /// <summary>Asks the control plane for a pod of the deployment, as the controller would: only pods are held to their namespace's rules.</summary>
    private async Task<(int Code, string Complaint)> TryPodAsync(JsonObject deployment)
    {
        var account = (string)deployment["spec"]!["template"]!["spec"]!["serviceAccountName"]!;
        await Admin.TryAsync(null, "create", "serviceaccount", account, "-n", Installation.Namespace);
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = $"{RenderedManifests.NameOf(deployment)}-try", ["namespace"] = Installation.Namespace },
            ["spec"] = deployment["spec"]!["template"]!["spec"]!.DeepClone(),
        };
        pod["spec"]!.AsObject().Remove("priorityClassName"); // made by a controller that does not run here
        var result = await Admin.TryAsync(pod.ToJsonString(), "create", "--dry-run=server", "-f", "-");
        return (result.ExitCode, result.Error);
    }
}
