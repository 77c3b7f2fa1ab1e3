using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>Looks at one thing that may have been pushed, in the integrated registry or in another one, and tells what came of it.</summary>
internal sealed class PushHandler(
    PushDoor door, WatchedStreams watched, PushTeller teller, Informer<ImageStream> streams, Informer<LimitRange> limits, StreamStore store)
{
    /// <summary>Waits until it is known what there is.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(streams.WaitForSyncAsync(cancellationToken), limits.WaitForSyncAsync(cancellationToken));

    public async Task<PushOutcome> HandleAsync(PushKey key, PushRequest request, CancellationToken cancellationToken)
    {
        if (FindWork(key, request) is not { } work)
        {
            return new PushOutcome(await watched.LookAsync(key, cancellationToken));
        }

        var outcome = await door.ReceiveAsync(work, cancellationToken);
        teller.Tell(work, outcome, request.IsTold);
        return outcome;
    }

    /// <summary>Nobody tries any more.</summary>
    public void GiveUp(PushKey key, PushRequest request, string problem)
    {
        if (request.IsTold && FindWork(key, request) is { } work)
        {
            teller.GiveUp(work, problem);
        }
    }

    private PushWork? FindWork(PushKey key, PushRequest request)
    {
        if (!key.IsIntegrated || !PushedRepositories.TryGetStream(key.Repository, out var stream))
        {
            return null;
        }

        var cached = store.FindStoredKey(stream.Value) is { } stored ? streams.Find(stored) : null;
        return new PushWork
        {
            Stream = stream.Value,
            Tag = key.Tag,
            Digest = Digest.TryParse(key.Digest, out var digest) ? digest : null,
            DeletionIsTold = request.DeletionIsTold,
            Cached = cached is null ? null : store.FromStored(cached),
            Limits = ImageLimits.Of(limits.ByIndex(InformerIndex.Namespace, stream.Value.Namespace)),
        };
    }
}
