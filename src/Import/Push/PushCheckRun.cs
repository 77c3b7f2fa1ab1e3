using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>One look at the whole integrated registry, repository by repository.</summary>
internal sealed class PushCheckRun(
    ImportEngine engine,
    IntegratedKeychain keychain,
    ImageStore images,
    Func<StreamKey, ImageStream?> find,
    ImportSettings settings,
    Action<StreamKey, string> missed)
{
    private readonly RegistryHosts _hosts = settings.Plan.Hosts;
    private int _tags;
    private int _missed;
    private int _failed;
    private string? _firstFailure;

    public PushCheckReport Report(int repositories, bool hasCatalog) =>
        new(repositories, _tags, _missed, _failed, hasCatalog) { FirstFailure = _firstFailure };

    public async Task LookAsync(StreamKey key, CancellationToken cancellationToken)
    {
        try
        {
            if (engine.FindPushed(key, keychain, settings) is { } repository)
            {
                await LookAsync(key, repository, cancellationToken);
            }
        }
        catch (Exception e) when (e is RegistryException or RegistryHeldException)
        {
            Interlocked.Increment(ref _failed);
            Interlocked.CompareExchange(ref _firstFailure, e.Message, null);
        }
    }

    private async Task LookAsync(StreamKey key, PushedRepository repository, CancellationToken cancellationToken)
    {
        if (await repository.ListTagsAsync(cancellationToken) is not { } tags)
        {
            return; // what the registry does not know at all may be an accident: what is here stays
        }

        var stream = find(key);
        foreach (var tag in tags.Where(t => stream is null || !PushedTags.HasSource(stream, t)))
        {
            Interlocked.Increment(ref _tags);
            if (await repository.FindAsync(tag, cancellationToken) is { } digest
                && await IsMissedAsync(stream, tag, digest.ToString(), cancellationToken))
            {
                Miss(key, tag);
            }
        }

        foreach (var gone in stream is null ? [] : PushedTags.Of(stream, _hosts).Where(t => !tags.Contains(t)))
        {
            Miss(key, gone);
        }
    }

    private async Task<bool> IsMissedAsync(ImageStream? stream, string tag, string image, CancellationToken cancellationToken)
    {
        var isNewTag = stream?.FindNewest(tag) is null;
        return PushedTags.IsMissed(stream, tag, image, isNewTag && await images.HasAsync(image, cancellationToken), _hosts);
    }

    private void Miss(StreamKey key, string tag)
    {
        Interlocked.Increment(ref _missed);
        missed(key, tag);
    }
}
