using System.Globalization;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// Applies the manifests of <c>config</c> as a user does, <c>kubectl apply -k</c>, except that no pod runs them: the Service leads to a process
/// of this machine.
/// </summary>
internal sealed class Installation(Kubectl admin, TemporaryFolder folder, InstallationMode mode)
{
    public const string Namespace = "imagestreams-system";
    public const string ServiceAccount = "imagestreams";
    public const string ApiService = "apiservice/v1.image.openshift.io";

    /// <summary>The overlay that was applied.</summary>
    private string Overlay => Path.Combine(folder.Path, "overlay");

    /// <summary>Installs; the API server will be at this name and port.</summary>
    public async Task ApplyAsync(string host, int port)
    {
        var config = Path.GetRelativePath(Overlay, Repository.PathOf("config", mode == InstallationMode.Api ? "default" : "crd-only"));
        folder.Write("overlay/kustomization.yaml", Kustomization(config, host, port.ToString(CultureInfo.InvariantCulture)));
        await admin.RunAsync("apply", "-k", Overlay);
        await admin.RunAsync("wait", "--for=condition=Established", "crd/imagestreams.image.openshift.io", "crd/images.image.openshift.io", "--timeout=60s");
    }

    /// <summary>Removes everything in the documented order: the API service first, or namespaces wait for a server that is gone.</summary>
    public async Task DeleteAsync()
    {
        if (mode == InstallationMode.Api)
        {
            await admin.RunAsync("delete", ApiService);
        }

        await admin.RunAsync("delete", "-k", Overlay, "--ignore-not-found", "--timeout=60s");
    }

    private string Kustomization(string config, string host, string port) => $$"""
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources: ["{{config}}"]
        patches:
        - target: {kind: Deployment, name: imagestreams}
          patch: '[{"op": "replace", "path": "/spec/replicas", "value": 0}]'
        {{(mode == InstallationMode.Api ? Redirection(host, port) : "")}}
        """;

    private static string Redirection(string host, string port) => $$$"""
        - target: {kind: Service, name: imagestreams}
          patch: '[{"op": "replace", "path": "/spec", "value": {"type": "ExternalName", "externalName": "{{{host}}}"}}]'
        - target: {kind: APIService}
          patch: '[{"op": "replace", "path": "/spec/service/port", "value": {{{port}}} }]'
        """;
}
