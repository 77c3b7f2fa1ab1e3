using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Stock kubectl works on the embedded control plane, and says the same on a real one.</summary>
public sealed class KubectlTests(ControlPlaneFixture plane) : IClassFixture<ControlPlaneFixture>
{
    public static TheoryData<string> Scenarios => [.. KubectlScenarios.All.Keys];

    [PeerTheory("kubectl")]
    [MemberData(nameof(Scenarios))]
    public Task Kubectl_OnTheEmbeddedControlPlane_DoesWhatPeopleExpect(string scenario) => RunAsync(scenario, plane.KubeConfig);

    [ControlPlaneFact("kube-controller-manager")]
    public async Task Kubectl_OnARealControlPlane_DoesTheSame()
    {
        await using var real = await RealControlPlane.StartAsync(new RealControlPlaneOptions { ControllerManager = true });
        List<string> failures = [];
        foreach (var scenario in KubectlScenarios.All.Keys)
        {
            try
            {
                await RunAsync(scenario, real.KubeconfigPath);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                failures.Add($"{scenario}: {e.Message}");
            }
        }

        failures.Should().BeEmpty();
    }

    private static async Task RunAsync(string scenario, string kubeConfig)
    {
        using var folder = new TemporaryFolder();
        var admin = new Kubectl(kubeConfig, folder, "default");
        var ns = $"k-{Guid.NewGuid():N}"[..12];
        await admin.RunAsync("create", "namespace", ns);
        var kubectl = new Kubectl(kubeConfig, folder, ns);
        await Eventually.Succeeds(async () => await kubectl.RunAsync("get", "serviceaccount/default", "configmap/kube-root-ca.crt"));

        await KubectlScenarios.All[scenario](kubectl);

        await admin.RunAsync("delete", "namespace", ns, "--wait=false");
    }
}
