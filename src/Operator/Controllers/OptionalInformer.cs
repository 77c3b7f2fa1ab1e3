using ImageStreams.Entities;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>The objects of a kind that a cluster may or may not have; it may come and go.</summary>
internal sealed class OptionalInformer<T>(KubernetesClient client, Action changed, ILogger<Informer<T>> logger) : IOptionalInformer
    where T : class, IResource<T>
{
    private Informer<T>? _informer;

    public ResourceKind Kind => T.ResourceKind;

    public bool HasSynced => _informer?.HasSynced != false;

    /// <summary>What there is, by name; nothing where the kind is not served.</summary>
    public IReadOnlyList<T> Items => [.. (_informer?.List() ?? []).OrderBy(i => i.Metadata?.Name, StringComparer.Ordinal)];

    public IEnumerable<string> Versions => Items.Select(i => $"{Kind.Kind}/{i.Metadata?.Name} {i.Metadata?.Uid} {i.Metadata?.ResourceVersion}");

    public async Task FollowAsync(bool isServed, CancellationToken cancellationToken)
    {
        if (isServed == (_informer is not null))
        {
            return;
        }

        if (!isServed)
        {
            await StopAsync();
            return;
        }

        _informer = new Informer<T>(
            client.Resource<T>(),
            new InformerOptions<T> { Transform = static item => item, OnDecodeFailure = _ => changed() },
            logger);
        _informer.AddEventHandler(new ResourceEventHandler<T> { OnAdd = _ => changed(), OnUpdate = (_, _) => changed(), OnDelete = _ => changed() });
        await _informer.StartAsync(cancellationToken);
    }

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _informer?.WaitForSyncAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task StopAsync()
    {
        if (_informer is { } informer)
        {
            _informer = null;
            await informer.StopAsync(CancellationToken.None);
            informer.Dispose();
        }
    }

    public void Dispose() => _informer?.Dispose();
}
