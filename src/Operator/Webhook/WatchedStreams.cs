using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>Imports what follows a repository of some registry, now instead of when its turn comes (docs/spec/push.md#other-registries).</summary>
internal sealed class WatchedStreams(
    ILister<ImageStream> streams, ILister<LimitRange> limits, StreamStore store, ImportEngine engine, ImportSettingsSource settings, PushTeller teller)
{
    /// <summary>The index of streams by the repositories that they follow.</summary>
    public const string Index = "followed-repository";

    /// <summary>Looks at the repository for all streams that follow it.</summary>
    /// <returns>What came of it; failed when some have to come again.</returns>
    public async Task<PushResult> LookAsync(PushKey key, CancellationToken cancellationToken)
    {
        var result = PushResult.Unchanged;
        if (!RepositoryName.TryCreate(key.Registry, key.Repository, out var repository))
        {
            return PushResult.Absent;
        }

        foreach (var cached in streams.ByIndex(Index, repository.ToString()).Where(s => s.Metadata?.DeletionTimestamp is null))
        {
            var stream = store.FromStored(cached);
            var plan = WatchedTags.PlanFor(stream, repository, key.Tag, settings.Current.Plan);
            if (plan.IsEmpty)
            {
                continue;
            }

            var outcome = await engine.RunAsync(
                new StreamWork { Stream = stream, Plan = plan, Resolve = static _ => [], Limits = ImageLimits.Of(limits.List(cached.Metadata?.Namespace ?? "")) }, cancellationToken);
            teller.Tell(stream, outcome.Changes);
            result = outcome.Deferred || outcome.Error is not null ? PushResult.Failed
                : outcome.Changes.Count > 0 && result == PushResult.Unchanged ? PushResult.Written
                : result;
        }

        return result;
    }
}
