using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Imports single images: what is asked for is checked first, what goes wrong becomes a failure.</summary>
internal sealed class TagImporter(ImageStore images, IndexChoices choices, ImportMetrics metrics, TimeProvider time)
{
    public async Task<ImageResult> FetchAsync(ImageRequest request, ImportSession session, CancellationToken cancellationToken)
    {
        if (!TryRead(request, out var reference, out var repository, out var invalid))
        {
            return new ImageResult { Request = request, Failure = invalid };
        }

        var insecure = session.IsInsecure(repository, request.Insecure);
        var places = session.Places(repository, reference, insecure, request.IsRefresh);
        var refusal = session.FindRefusal(reference, insecure) ?? places.FindRefusal(reference);
        if (refusal is not null)
        {
            metrics.Refused(repository.Registry, refusal.Reason);
            return new ImageResult { Request = request, Failure = refusal };
        }

        var began = time.GetTimestamp();
        var result = await FetchAsync(places, request, reference, session, cancellationToken);
        metrics.Fetched(repository.Registry, result, time.GetElapsedTime(began));
        return result;
    }

    /// <summary>The registry that the request goes to, as gate and metrics name it; null when it goes nowhere.</summary>
    public static string? RegistryOf(ImageRequest request) =>
        TryRead(request, out _, out var repository, out _) ? repository.Registry : null;

    private async Task<ImageResult> FetchAsync(
        ImagePlaces places, ImageRequest request, ImageReference reference, ImportSession session, CancellationToken cancellationToken)
    {
        try
        {
            using var fetch = new ImageFetch(request, reference, places, session, images, choices, time);
            return await fetch.RunAsync(cancellationToken);
        }
        catch (RegistryException e)
        {
            return new ImageResult { Request = request, Failure = session.Explain(e, reference) with { NotBefore = places.FindHold()?.Until } };
        }
        catch (RegistryHeldException e)
        {
            return new ImageResult { Request = request, Failure = RegistryFailures.Held(reference, e.Hold) };
        }
        catch (ImageRefusedException e)
        {
            return new ImageResult { Request = request, Failure = e.Failure };
        }
    }

    private static bool TryRead(ImageRequest request, out ImageReference reference, out RepositoryName repository, out ImportFailure? failure)
    {
        (reference, repository, failure) = (null!, null!, null);
        try
        {
            reference = ImageReference.Parse(request.From).MostSpecific();
            repository = RepositoryName.Of(reference);
            reference = reference with { Tag = reference is { Tag: "", Id: "" } ? StreamTags.Latest : reference.Tag };
            if (reference.Id.Length > 0)
            {
                Digest.Parse(reference.Id);
            }

            return true;
        }
        catch (FormatException e)
        {
            failure = ImportFailures.InvalidReference(request.From, e.Message);
            return false;
        }
    }
}
