using ImageStreams.Entities;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>
/// Has the streams of a namespace looked at again when its pull secrets change: who was refused may be let in now
/// (docs/spec/importing.md#credentials). Only metadata is held here; what a secret says is read by the import that needs it.
/// </summary>
/// <remarks>The controller does not wait for it: without it, refused imports are repeated by their waits alone.</remarks>
internal sealed class PullSecretChanges : IHostedService, IDisposable
{
    private readonly List<Informer<Secret>> _informers;
    private readonly Informer<ImageStream> _streams;
    private readonly StreamMemories _memories;
    private readonly Controller _controller;

    public PullSecretChanges(
        KubernetesClient client, Informer<ImageStream> streams, StreamMemories memories, Controller controller, ILogger<Informer<Secret>> logger)
    {
        (_streams, _memories, _controller) = (streams, memories, controller);
        _informers =
        [
            Watch(PullSecretTypes.DockerConfigJson, client, logger),
            Watch(PullSecretTypes.DockerConfig, client, logger),
        ];
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(_informers.Select(i => i.StartAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_informers.Select(i => i.StopAsync(cancellationToken)));

    public void Dispose() => _informers.ForEach(i => i.Dispose());

    private Informer<Secret> Watch(string type, KubernetesClient client, ILogger<Informer<Secret>> logger)
    {
        var options = new InformerOptions<Secret>
        {
            FieldSelector = $"type={type}",
            MetadataOnly = true,
            Transform = static secret => new Secret { Metadata = secret.Metadata! with { ManagedFields = null } },
        };
        var informer = new Informer<Secret>(client.Resource<Secret>(), options, logger);
        informer.AddEventHandler(new ResourceEventHandler<Secret>
        {
            OnAdd = secret => Tell(informer, secret),
            OnUpdate = (_, secret) => Tell(informer, secret),
            OnDelete = secret => Tell(informer, secret),
        });
        return informer;
    }

    // What there is at the start has not changed.
    private void Tell(Informer<Secret> informer, Secret secret)
    {
        if (!informer.HasSynced || secret.Metadata?.Namespace is not { } ns)
        {
            return;
        }

        _memories.CredentialsChanged(ns);
        foreach (var stream in _streams.ByIndex(InformerIndex.Namespace, ns))
        {
            _controller.Enqueue(NamespacedName.Of(stream));
        }
    }
}
