using Microsoft.Extensions.Hosting;

namespace ImageStreams.ControlPlane;

/// <summary>A lifetime that ends when its owner says so: signals are for the process, which may need the control plane while it shuts down.</summary>
/// <remarks>With the usual one, SIGTERM would end each watch as soon as it begins, for as long as the rest of the process takes to stop.</remarks>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
