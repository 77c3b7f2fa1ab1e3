using System.Globalization;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// Fetches one image with all that belongs to it, and no more than the cluster lacks (docs/spec/importing.md#requests). What the cluster has is
/// given to those alone to whom the registry has shown the manifest: the digest of a HEAD is what somebody says.
/// </summary>
internal sealed class ImageFetch(
    ImageRequest request, ImageReference reference, ImagePlaces places, ImportSession session, ImageStore images, IndexChoices choices, TimeProvider time)
    : IDisposable
{
    private readonly Digest? _pinned = Digest.TryParse(reference.Id, out var digest) ? digest : null;

    private readonly ProvedManifests _proved = new(request, places, session);

    private bool KeepsIndex => request.ImportMode == ImportModes.PreserveOriginal;

    /// <exception cref="RegistryException">There is no image to be had.</exception>
    /// <exception cref="RegistryHeldException">The registry is not asked for a while.</exception>
    /// <exception cref="ImageRefusedException">The store will never take it.</exception>
    public async Task<ImageResult> RunAsync(CancellationToken cancellationToken)
    {
        var fetches = _pinned is null ? request.IncludeManifest : await FindKnownAsync(_pinned, cancellationToken) is null;
        var look = new TagLook(request, reference, places, session, _proved) { Fetches = fetches };
        var seen = await look.RunAsync(cancellationToken);
        if (look.Manifest is { } manifest)
        {
            return await ImportAsync(manifest, cancellationToken);
        }

        return seen is not null && await FindKnownAsync(seen, cancellationToken) is { } known
            ? known
            : await ImportSeenAsync(seen, cancellationToken);
    }

    public void Dispose() => _proved.Dispose();

    private async Task<ImageResult> ImportSeenAsync(Digest? seen, CancellationToken cancellationToken)
    {
        var manifest = await FindManifestAsync(seen, cancellationToken);
        if (manifest is null && seen is not null && await FindKnownAsync(seen, cancellationToken) is { } shown)
        {
            return shown; // to somebody else, whose work is done
        }

        return await ImportAsync(manifest ?? await _proved.FetchAsync((seen ?? _pinned)!, cancellationToken), cancellationToken);
    }

    // What a HEAD has named need not be there under that name; the tag itself then tells what it stands for.
    private async Task<Manifest?> FindManifestAsync(Digest? seen, CancellationToken cancellationToken)
    {
        try
        {
            if ((seen ?? _pinned) is { } digest)
            {
                return await _proved.FindAsync(digest, cancellationToken);
            }
        }
        catch (RegistryException e) when (_pinned is null && e.Kind == RegistryErrorKind.NotFound)
        {
            // by its tag
        }

        return await SendAsync((c, ct) => c.GetManifestAsync(reference.Tag, ct), cancellationToken);
    }

    private async Task<ImageResult> ImportAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest is not ManifestIndex index)
        {
            return Found(manifest.Digest.ToString(), [await MakeAsync(manifest, cancellationToken)]);
        }

        var result = KeepsIndex ? await KeepAsync(index, cancellationToken) : await ChooseAsync(index, cancellationToken);
        return result with { Attestations = index.Manifests.Count(PlatformChooser.IsAttestation) };
    }

    /// <summary>The image that the digest comes to, if the cluster has it and it may be shown: what was fetched once is not fetched again.</summary>
    private async Task<ImageResult?> FindKnownAsync(Digest digest, CancellationToken cancellationToken)
    {
        if (request.IncludeManifest)
        {
            return null;
        }

        if (!KeepsIndex && choices.Find(digest, request.Platform) is { } chosen)
        {
            return await IsHereAsync(chosen, cancellationToken) ? Found(chosen) : null;
        }

        var name = digest.ToString();
        if (!await _proved.HasAsync(name, cancellationToken) || await images.FindAsync(name, cancellationToken) is not { } image)
        {
            return null;
        }

        if (image.DockerImageManifests is not { Count: > 0 } children)
        {
            return Found(name);
        }

        var parts = children.Select(c => c.Digest).OfType<string>().ToList();
        return KeepsIndex && await AreHereAsync(name, parts, cancellationToken) ? Found(name) with { Parts = parts } : null;
    }

    // Who has the list has its images, as far as a stream shows them; an answer would show them whole.
    private async Task<bool> AreHereAsync(string list, List<string> parts, CancellationToken cancellationToken)
    {
        var isShown = session.Stores && session.Shown.Contains(list);
        foreach (var name in isShown && !request.CheckChildren ? [] : parts)
        {
            if (!(isShown ? await images.HasAsync(name, cancellationToken) : await IsHereAsync(name, cancellationToken)))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> IsHereAsync(string name, CancellationToken cancellationToken) =>
        await _proved.HasAsync(name, cancellationToken) && await images.HasAsync(name, cancellationToken);

    private async Task<ImageResult> ChooseAsync(ManifestIndex index, CancellationToken cancellationToken)
    {
        var (name, image) = await ChooseAsync(index, depth: 1, cancellationToken);
        choices.Add(index.Digest, request.Platform, name);
        return Found(name, [image]);
    }

    /// <summary>The image that stands for a list; without the image itself if the cluster has it.</summary>
    private async Task<(string Name, Image? Image)> ChooseAsync(ManifestIndex index, int depth, CancellationToken cancellationToken)
    {
        var entry = PlatformChooser.Choose(index, request.Platform) ?? throw RegistryException.InvalidManifest("no manifests in manifest list");
        return await ResolveAsync(entry, depth, cancellationToken);
    }

    private async Task<(string Name, Image? Image)> ResolveAsync(Descriptor entry, int depth, CancellationToken cancellationToken)
    {
        var name = entry.Digest.ToString();
        if (await IsKnownAsync(entry, cancellationToken))
        {
            return (name, null);
        }

        var manifest = await _proved.FindAsync(entry.Digest, cancellationToken);
        if (manifest is null && await IsKnownAsync(entry, cancellationToken))
        {
            return (name, null);
        }

        manifest ??= await _proved.FetchAsync(entry.Digest, cancellationToken);
        if (manifest is not ManifestIndex inner)
        {
            return (name, await MakeAsync(manifest, cancellationToken));
        }

        return depth < PlatformChooser.MaxDepth
            ? await ChooseAsync(inner, depth + 1, cancellationToken)
            : throw RegistryException.TooLarge(string.Create(
                CultureInfo.InvariantCulture, $"the lists of manifests lie more than {PlatformChooser.MaxDepth} deep"));
    }

    /// <summary>Whether the cluster has the image of an entry that is no list itself, and it may be shown.</summary>
    private async Task<bool> IsKnownAsync(Descriptor entry, CancellationToken cancellationToken) =>
        !request.IncludeManifest
        && !MediaTypes.IsIndex(entry.MediaType)
        && await _proved.HasAsync(entry.Digest.ToString(), cancellationToken)
        && await images.FindAsync(entry.Digest.ToString(), cancellationToken) is { DockerImageManifests: not { Count: > 0 } };

    private async Task<ImageResult> KeepAsync(ManifestIndex index, CancellationToken cancellationToken)
    {
        var entries = index.Manifests.Where(m => !PlatformChooser.IsAttestation(m)).DistinctBy(m => m.Digest).ToList();
        var children = await Task.WhenAll(entries.Select(entry => ImportChildAsync(entry, cancellationToken)));
        var failures = children.Where(c => c.Failure is not null).Select(c => c.Failure!).ToList();
        if (failures.Count == children.Length)
        {
            throw children.FirstOrDefault()?.Cause ?? RegistryException.InvalidManifest("no manifests in manifest list");
        }

        var parent = await MakeAsync(index, cancellationToken);
        return Found(index.Digest.ToString(), [.. children.Select(c => c.Image).DistinctBy(i => i?.Metadata!.Name), parent]) with
        {
            PlatformFailures = failures,
            Parts = [.. children.Where(c => c.Failure is null).Select(c => c.Name)],
        };
    }

    private async Task<Child> ImportChildAsync(Descriptor entry, CancellationToken cancellationToken)
    {
        var name = entry.Digest.ToString();
        try
        {
            var (_, image) = await ResolveAsync(entry, depth: 1, cancellationToken);
            return new Child(name, image, null, null);
        }
        catch (RegistryException e)
        {
            // The layers of a list's images are shown with it. What the cluster has of somebody else is no part of this list until it was proved.
            if (!await _proved.HasAsync(name, cancellationToken) && await images.HasAsync(name, cancellationToken))
            {
                throw;
            }

            var failed = reference.AsRepository() with { Id = name };
            var platform = entry.Platform?.ToString() ?? "unknown platform";
            return new Child(name, null, new PlatformFailure(platform, failed.Id, session.Explain(e, failed)), e);
        }
    }

    /// <summary>The image of a manifest that the registry has shown; null when the cluster has it.</summary>
    private async Task<Image?> MakeAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        if (request.IncludeManifest)
        {
            return await ReadAsync(manifest, cancellationToken);
        }

        // Whoever meets it first makes it for all who meet it meanwhile; what goes wrong for one may go well for another.
        var isOurs = false;
        try
        {
            var made = await session.Shared.Images.RunAsync(manifest.Digest, DateTimeOffset.MinValue, _ => MakeOurselvesAsync(), cancellationToken);
            return isOurs ? made.Image : made.IsStored ? null : await StoreAsync(made.Image!, cancellationToken);
        }
        catch (Exception) when (!isOurs && !cancellationToken.IsCancellationRequested)
        {
            return await ReadAsync(manifest, cancellationToken);
        }

        async Task<MadeImage> MakeOurselvesAsync()
        {
            isOurs = true;
            return await images.HasAsync(manifest.Digest.ToString(), cancellationToken)
                ? new MadeImage(null, IsStored: true)
                : new MadeImage(await ReadAsync(manifest, cancellationToken), session.Stores);
        }
    }

    private async Task<Image> ReadAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest is Schema1Manifest { Signatures: null or { Count: 0 } })
        {
            throw RegistryException.InvalidManifest("missing signature key"); // a manifest of this kind vouches for its layers by being signed
        }

        var config = manifest is ImageManifestDocument document ? await ReadConfigAsync(document.Config, cancellationToken) : [];
        var image = ImageFactory.Create(new FetchedImage
        {
            Manifest = manifest,
            Repository = reference,
            Now = time.GetUtcNow(),
            Config = config,
            LayerSizes = await MeasureAsync(manifest, cancellationToken),
        });
        return await StoreAsync(image, cancellationToken);
    }

    // At once, so that who meets the image next finds it; import requests store what they show, later.
    private async Task<Image> StoreAsync(Image image, CancellationToken cancellationToken)
    {
        try
        {
            await images.CreateAsync(session.Stores ? [image] : [], cancellationToken);
            return image;
        }
        catch (KubeApiException e) when (ImageStore.FindRefusal(e) is { } reason)
        {
            var refused = reference.AsRepository() with { Id = image.Metadata!.Name! };
            throw new ImageRefusedException(ImportFailures.Of(reason, refused, $"the image cannot be stored: {e.Status.Message}"));
        }
    }

    // An artifact that is no image has a configuration of its own kind, or none to speak of: it is imported with what it has.
    private async Task<byte[]> ReadConfigAsync(Descriptor config, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync((c, ct) => c.GetConfigAsync(config.Digest, ct), cancellationToken);
        }
        catch (RegistryException e) when (!MediaTypes.IsImageConfig(config.MediaType) && e.Kind is RegistryErrorKind.NotFound or RegistryErrorKind.TooLarge)
        {
            return [];
        }
    }

    // A size is worth a question, but no image fails for want of one.
    private async Task<Dictionary<Digest, long>> MeasureAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var sizes = await Task.WhenAll(ImageSizes.LayersToMeasure(manifest).Select(async layer =>
        {
            try
            {
                return KeyValuePair.Create(layer, await SendAsync((c, ct) => c.GetBlobSizeAsync(layer, ct), cancellationToken));
            }
            catch (RegistryException)
            {
                return KeyValuePair.Create(layer, 0L);
            }
        }));
        return sizes.ToDictionary();
    }

    private ImageResult Found(string name, params IEnumerable<Image?> fetched) => new()
    {
        Request = request,
        Image = name,
        Reference = (reference.AsRepository() with { Id = name }).Exact,
        Fetched = [.. fetched.OfType<Image>()],
    };

    private Task<T> SendAsync<T>(Func<RegistryClient, CancellationToken, Task<T>> send, CancellationToken cancellationToken) =>
        places.RunAsync(send, cancellationToken);

    private sealed record Child(string Name, Image? Image, PlatformFailure? Failure, RegistryException? Cause);
}
