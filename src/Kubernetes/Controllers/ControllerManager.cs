using Microsoft.Extensions.Hosting;

namespace ImageStreams.Kubernetes;

/// <summary>Runs the controllers of the process: always, or while it leads.</summary>
public sealed class ControllerManager(IEnumerable<Controller> controllers, LeaderElector? elector = null) : BackgroundService
{
    private readonly List<Controller> _controllers = [.. controllers];

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => elector is null
        ? RunAsync(stoppingToken, CancellationToken.None)
        : elector.RunAsync(lost => RunAsync(stoppingToken, lost), stoppingToken);

    private Task RunAsync(CancellationToken stopping, CancellationToken abort) =>
        Task.WhenAll(_controllers.Select(controller => controller.RunAsync(stopping, abort)));
}
