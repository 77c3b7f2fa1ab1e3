using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// A real control plane: the cluster that <c>E2E_KUBECONFIG</c> names, else kube-apiserver, etcd and kube-controller-manager from the folder
/// <c>KUBEBUILDER_ASSETS</c>. A cluster that runs elsewhere reaches this machine under the name <c>E2E_ADDRESS</c>.
/// </summary>
internal static class RealPlane
{
    // A given cluster is installed into once at a time.
    private static readonly SemaphoreSlim Given = new(1, 1);

    public static string? ReasonToSkip => GivenKubeconfig is not null
        ? null
        : new ControlPlaneFactAttribute("etcd", "kube-apiserver", "kube-controller-manager").Skip;

    private static string? GivenKubeconfig => Environment.GetEnvironmentVariable("E2E_KUBECONFIG") is { Length: > 0 } path ? path : null;

    public static async Task<TestPlane> StartAsync()
    {
        if (GivenKubeconfig is { } kubeconfig)
        {
            await Given.WaitAsync();
            return new TestPlane(kubeconfig, Environment.GetEnvironmentVariable("E2E_ADDRESS") ?? "localhost", IsOurs: false, () =>
            {
                Given.Release();
                return Task.CompletedTask;
            });
        }

        return await StartOwnAsync();
    }

    /// <summary>Starts one that nobody else uses, whether or not a cluster is given.</summary>
    public static async Task<TestPlane> StartOwnAsync()
    {
        var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { ControllerManager = true });
        return new TestPlane(plane.KubeconfigPath, "localhost", IsOurs: true, async () => await plane.DisposeAsync());
    }
}
