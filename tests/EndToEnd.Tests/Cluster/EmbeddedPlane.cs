using ImageStreams.ControlPlane;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>The embedded control plane.</summary>
internal static class EmbeddedPlane
{
    public static async Task<TestPlane> StartAsync()
    {
        var folder = new TemporaryFolder();
        var host = await ControlPlaneHost.StartAsync(
            new ControlPlaneOptions { DataDirectory = folder.Path, Port = 0, WaitForDisk = false },
            logging => logging.SetMinimumLevel(LogLevel.None),
            CancellationToken.None);
        return new TestPlane(host.KubeConfigPath, "localhost", IsOurs: true, async () =>
        {
            await host.StopAsync(CancellationToken.None);
            folder.Dispose();
        });
    }
}
