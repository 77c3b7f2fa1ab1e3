using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// Compares the integrated registry with the streams, for what nobody was told of (docs/spec/push.md#lost-notifications): a list of tags for each
/// repository, and the headers of each tag.
/// </summary>
public sealed class PushCheck(ImportEngine engine, KubernetesClient client, IntegratedKeychain keychain, ImportMetrics metrics, ImportSettingsSource settings)
{
    private const int RepositoriesAtATime = 4;

    private readonly ImageStore _images = new(client.Resource<Image>(Image.ResourceKind with { Version = ImageGroup.StoredVersion }), metrics);

    /// <summary>Looks at everything once.</summary>
    /// <param name="streams">All streams, under the names that users know. Gone through at most once, and none is kept.</param>
    /// <param name="find">The stream of that name, if there is one.</param>
    /// <param name="missed">Is told of each tag that has to be looked at.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>What it has come to; null when there is no integrated registry.</returns>
    /// <exception cref="KubeApiException">The control plane cannot be asked.</exception>
    /// <exception cref="RegistryException">The registry cannot be asked.</exception>
    public async Task<PushCheckReport?> RunAsync(
        IEnumerable<ImageStream> streams, Func<StreamKey, ImageStream?> find, Action<StreamKey, string> missed, CancellationToken cancellationToken)
    {
        var current = settings.Current;
        if (current.Plan.Hosts.Internal.Length == 0)
        {
            return null;
        }

        var (keys, hasCatalog) = await FindRepositoriesAsync(streams, current, cancellationToken);
        var run = new PushCheckRun(engine, keychain, _images, find, current, missed);
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = RepositoriesAtATime, CancellationToken = cancellationToken },
            async (key, token) => await run.LookAsync(key, token));
        return run.Report(keys.Count, hasCatalog);
    }

    private static StreamKey KeyOf(ImageStream stream) => new(stream.Metadata?.Namespace ?? "", stream.Metadata?.Name ?? "");

    private async Task<(IReadOnlyCollection<StreamKey> Keys, bool HasCatalog)> FindRepositoriesAsync(
        IEnumerable<ImageStream> streams, ImportSettings current, CancellationToken cancellationToken)
    {
        HashSet<StreamKey> known = [];
        HashSet<StreamKey> keys = [];
        foreach (var stream in streams)
        {
            known.Add(KeyOf(stream));
            if (PushedTags.Of(stream, current.Plan.Hosts).Any())
            {
                keys.Add(KeyOf(stream));
            }
        }

        try
        {
            await foreach (var page in engine.ListPushedAsync(keychain, current, cancellationToken))
            {
                foreach (var name in page)
                {
                    if (PushedRepositories.TryGetStream(name, out var key))
                    {
                        keys.Add(key.Value);
                    }
                }
            }

            return (keys, true);
        }
        catch (RegistryException e) when (e.StatusCode is 400 or 401 or 403 or 404 or 405 or 501)
        {
            return (known, false); // it answers, and does not tell
        }
    }
}
