using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;

namespace ImageStreams.Operator;

/// <summary>
/// Runs the controllers, if there is an elector only while this process leads. A stop lets what is in flight end and then gives the
/// Lease back; a lost Lease ends it at once.
/// </summary>
internal sealed class ControllersService(Controller controller, PushReconciliation pushes, StreamMemories memories, LeaderElector? elector) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        return elector is null ? WorkAsync(CancellationToken.None) : elector.RunAsync(WorkAsync, stoppingToken);

        Task WorkAsync(CancellationToken lost)
        {
            memories.Restart();
            return Task.WhenAll(controller.RunAsync(stoppingToken, lost), pushes.RunAsync(stoppingToken, lost));
        }
    }
}
