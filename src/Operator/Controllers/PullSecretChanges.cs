using ImageStreams.Entities;
using ImageStreams.Images;
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
            Transform = static secret => new Secret { Metadata = secret.Metadata! with { ManagedFields = [new ManagedFieldsEntry { Time = ChangedAt(secret) }] } },
        };
        var informer = new Informer<Secret>(client.Resource<Secret>(), options, logger);
        informer.AddEventHandler(new ResourceEventHandler<Secret>
        {
            OnAdd = secret => Meet(informer, secret),
            OnUpdate = (_, secret) => Tell(informer, secret),
            OnDelete = secret => Tell(informer, secret),
        });
        return informer;
    }

    private static DateTimeOffset? ChangedAt(Secret secret) =>
        (secret.Metadata?.ManagedFields ?? []).Select(f => f.Time).Append(secret.Metadata?.CreationTimestamp.Value).Max();

    // What there is at the start may have changed while no process was at work.
    private void Meet(Informer<Secret> informer, Secret secret)
    {
        if (informer.HasSynced)
        {
            Tell(informer, secret);
        }
        else if (secret.Metadata is { Namespace: { } ns, ManagedFields: [{ Time: { } changed }] })
        {
            _memories.CredentialsSeen(ns, changed);
            LookAgain(ns, stream => stream.StatusTags.Any(t => ImportReasons.IsOfAccess(t.ImportFailure?.Reason)));
        }
    }

    private void Tell(Informer<Secret> informer, Secret secret)
    {
        if (informer.HasSynced && secret.Metadata?.Namespace is { } ns)
        {
            _memories.CredentialsChanged(ns);
            LookAgain(ns, static _ => true);
        }
    }

    private void LookAgain(string ns, Func<ImageStream, bool> concerns)
    {
        foreach (var stream in _streams.ByIndex(InformerIndex.Namespace, ns).Where(concerns))
        {
            _controller.Enqueue(NamespacedName.Of(stream));
        }
    }
}
