using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>Finds out what the hints of a notification are about, and has it looked at (docs/spec/push.md#hints).</summary>
internal sealed partial class PushIntake(
    PushQueue queue, ILister<ImageStream> streams, StreamStore store, ImportSettingsSource settings, PushMetrics metrics, TimeProvider time, ILogger<PushIntake> logger)
{
    private const int Remembered = 20_000;

    private readonly Lock _lock = new();
    private readonly RecentHints _recent = new(Remembered);

    /// <summary>Takes what there is to take; false when not all of it had room, and the sender should try again.</summary>
    public bool TryAccept(PushNotification notification)
    {
        var results = notification.Hints.Select(hint => Accept(hint, notification.Format)).GroupBy(r => r, StringComparer.Ordinal).ToDictionary(r => r.Key, r => r.Count());
        foreach (var (result, count) in results)
        {
            metrics.Hinted(notification.Format, result, count);
        }

        metrics.Hinted(notification.Format, "ignored", notification.Ignored);
        return !results.ContainsKey("overflow");
    }

    private string Accept(PushHint hint, string format)
    {
        lock (_lock)
        {
            if (!_recent.Add(hint))
            {
                return "repeated";
            }
        }

        var keys = KeysOf(hint, format).Distinct().ToList();
        if (keys.Count == 0)
        {
            LogUnknown(hint.Host, hint.Repository);
            return "no_stream";
        }

        var request = new PushRequest
        {
            Since = time.GetTimestamp(),
            IsTold = true,
            DeletionIsTold = hint.Action == PushAction.Delete,
            ToldImage = hint.Action == PushAction.Delete ? "" : hint.Digest?.ToString(),
        };
        LogHinted(hint.Action, hint.Host, hint.Repository, hint.Tag, hint.Digest, hint.Actor);
        if (keys.All(key => queue.TryAdd(key, request)))
        {
            return "queued";
        }

        lock (_lock)
        {
            _recent.Remove(hint); // it will be told again
        }

        return "overflow";
    }

    private IEnumerable<PushKey> KeysOf(PushHint hint, string format)
    {
        var current = settings.Current;
        var isOurs = hint.Host.Length == 0 || current.Integrated.Is(hint.Host, current.Plan.Hosts);

        // Clients reach a registry under names that nobody has told us: behind a tunnel, or on the machine that it runs on.
        var mayBeOurs = isOurs || format == PushFormats.Distribution;
        if (mayBeOurs && current.Plan.Hosts.Internal.Length > 0 && PushedRepositories.TryGetStream(hint.Repository, out var stream))
        {
            foreach (var key in KeysOf(hint, stream.Value, current.Plan.Hosts))
            {
                yield return key;
            }
        }

        if (hint.Host.Length > 0
            && hint.Action == PushAction.Push
            && RepositoryName.TryCreate(hint.Host, hint.Repository, out var repository)
            && streams.ByIndex(WatchedStreams.Index, repository.ToString()).Count > 0)
        {
            yield return new PushKey(repository.Registry, repository.Path, hint.Tag, "");
        }
    }

    // A manifest that was deleted takes its tags along, and they are not named.
    private IEnumerable<PushKey> KeysOf(PushHint hint, StreamKey key, RegistryHosts hosts)
    {
        if (hint.Tag.Length > 0)
        {
            yield return PushKey.OfTag(key, hint.Tag);
        }

        if (hint.Digest is not { } digest)
        {
            yield break;
        }

        if (hint.Action == PushAction.Push && hint.Tag.Length == 0)
        {
            yield return PushKey.OfImage(key, digest.ToString());
        }
        else if (hint.Action == PushAction.Delete && store.FindStoredKey(key) is { } stored && streams.Find(stored) is { } found)
        {
            foreach (var tag in PushedTags.With(store.FromStored(found), digest.ToString(), hosts))
            {
                yield return PushKey.OfTag(key, tag);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Action} of {Repository} {Tag} {Digest} in {Host} by {Actor}: it is looked at")]
    private partial void LogHinted(PushAction action, string host, string repository, string tag, Digest? digest, string actor);

    [LoggerMessage(LogLevel.Debug, "The repository {Repository} of {Host} is no stream, and no stream follows it")]
    private partial void LogUnknown(string host, string repository);
}
