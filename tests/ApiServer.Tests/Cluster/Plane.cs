using ImageStreams.ControlPlane;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer.Tests;

/// <summary>The control plane below a <see cref="TestCluster"/>.</summary>
internal sealed class Plane : IAsyncDisposable
{
    private const string Tokens = """
        admin-token,token-admin,u-admin,"system:masters"
        alice-token,alice,u-alice,"devs"
        viewer-token,viewer,u-viewer,""

        """;

    private readonly IAsyncDisposable _plane;
    private readonly TemporaryFolder? _folder;

    private Plane(IAsyncDisposable plane, Uri address, string kubeconfig, TemporaryFolder? folder) =>
        (_plane, Address, Kubeconfig, _folder) = (plane, address, kubeconfig, folder);

    public Uri Address { get; }

    public string Kubeconfig { get; }

    /// <summary>The real control plane.</summary>
    public RealControlPlane Real => _plane as RealControlPlane ?? throw new InvalidOperationException("the control plane is the embedded one");

    public static async Task<Plane> StartAsync(PlaneKind kind)
    {
        if (kind == PlaneKind.Real)
        {
            var real = await RealControlPlane.StartAsync(new RealControlPlaneOptions { TokenAuthFile = Tokens });
            return new(real, real.Address, real.KubeconfigPath, null);
        }

        var folder = new TemporaryFolder();
        var options = new ControlPlaneOptions
        {
            DataDirectory = Path.Combine(folder.Path, "data"),
            Port = 0,
            WaitForDisk = false,
            TokenAuthFile = folder.Write("tokens.csv", Tokens),
        };
        var embedded = await ControlPlaneHost.StartAsync(options, logging => logging.SetMinimumLevel(LogLevel.Warning), default);
        return new(embedded, embedded.Address, embedded.KubeConfigPath, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _plane.DisposeAsync();
        _folder?.Dispose();
    }
}
