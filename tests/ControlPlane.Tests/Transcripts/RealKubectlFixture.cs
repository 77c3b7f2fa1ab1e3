using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>A real control plane with its controllers, where <c>KUBEBUILDER_ASSETS</c> has one.</summary>
public sealed class RealKubectlFixture : IAsyncLifetime
{
    internal RealControlPlane? Plane { get; private set; }

    public async Task InitializeAsync()
    {
        if (new ControlPlaneFactAttribute("kube-controller-manager").Skip is null)
        {
            Plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { ControllerManager = true });
        }
    }

    public async Task DisposeAsync()
    {
        if (Plane is not null)
        {
            await Plane.DisposeAsync();
        }
    }
}
