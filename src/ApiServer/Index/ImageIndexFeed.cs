using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>Keeps the index up to date.</summary>
internal sealed class ImageIndexFeed(KubernetesClient client, ImageIndex index, ILogger<Reflector<ImageOutline>> logger) : BackgroundService
{
    private readonly Reflector<ImageOutline> _reflector = new(
        client.Resource<ImageOutline>(StoredKinds.Images().Stored), new InformerOptions<ImageOutline>(), index, logger);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _reflector.RunAsync(stoppingToken);
}
