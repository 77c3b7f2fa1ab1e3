using Xunit;

namespace ImageStreams.TestKit;

/// <summary>One control plane for all tests of a class; nothing is started where <c>KUBEBUILDER_ASSETS</c> is not set.</summary>
public sealed class RealControlPlaneFixture : IAsyncLifetime
{
    private RealControlPlane? _plane;

    public RealControlPlane Plane => _plane ?? throw new InvalidOperationException("the test must be a [ControlPlaneFact]");

    public async Task InitializeAsync()
    {
        if (ControlPlaneFactAttribute.ReasonToSkip is null)
        {
            // Secrets are not cached by the API server: for them a compaction of etcd shows at once.
            _plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { ApiServerArguments = ["--watch-cache-sizes=secrets#0"] });
        }
    }

    public async Task DisposeAsync()
    {
        if (_plane is not null)
        {
            await _plane.DisposeAsync();
        }
    }
}
