using System.Globalization;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Fetches one image with all that belongs to it, and no more than the cluster lacks (docs/spec/importing.md#requests).</summary>
internal sealed class ImageFetch(
    ImageRequest request, ImageReference reference, ImagePlaces places, ImportSession session, ImageStore images, IndexChoices choices, TimeProvider time)
{
    private readonly Digest? _pinned = Digest.TryParse(reference.Id, out var digest) ? digest : null;

    private bool KeepsIndex => request.ImportMode == ImportModes.PreserveOriginal;

    /// <exception cref="RegistryException">There is no image to be had.</exception>
    /// <exception cref="RegistryHeldException">The registry is not asked for a while.</exception>
    /// <exception cref="ImageRefusedException">The store will never take it.</exception>
    public async Task<ImageResult> RunAsync(CancellationToken cancellationToken)
    {
        var fetches = _pinned is null ? request.IncludeManifest : await FindKnownAsync(_pinned, cancellationToken) is null;
        using var look = new TagLook(request, reference, places, session) { Fetches = fetches };
        var seen = await look.RunAsync(cancellationToken);
        return seen is null || request.IncludeManifest
            ? await FetchAsync(seen, look.Manifest, cancellationToken)
            : await FetchTogetherAsync(seen, look.Manifest, cancellationToken);
    }

    // Whoever meets a digest first fetches it for all who meet it meanwhile; what goes wrong for one may go well for another.
    private async Task<ImageResult> FetchTogetherAsync(Digest seen, Manifest? manifest, CancellationToken cancellationToken)
    {
        var isOurs = false;
        try
        {
            var key = new ContentKey(seen, request.ImportMode, request.Platform, request.CheckChildren);
            var result = await session.Shared.Images.RunAsync(key, DateTimeOffset.MinValue, _ => FetchOurselvesAsync(), cancellationToken);
            if (isOurs)
            {
                return result;
            }

            if (result is { Image: { } name, Failure: null } && result.Source == seen)
            {
                return Found(name, result.IsStored ? [] : result.Fetched) with { IsStored = result.IsStored, PlatformFailures = result.PlatformFailures, Attestations = result.Attestations };
            }
        }
        catch (Exception) when (!isOurs && !cancellationToken.IsCancellationRequested)
        {
            // we try ourselves
        }

        return await FetchAsync(seen, manifest, cancellationToken);

        Task<ImageResult> FetchOurselvesAsync()
        {
            isOurs = true;
            return FetchAsync(seen, manifest, cancellationToken);
        }
    }

    private async Task<ImageResult> FetchAsync(Digest? seen, Manifest? manifest, CancellationToken cancellationToken)
    {
        if (seen is not null && await FindKnownAsync(seen, cancellationToken) is { } known)
        {
            return Found(known, []) with { Source = seen };
        }

        manifest ??= seen is null ? null : session.Shared.Manifests.Find(seen);
        manifest ??= _pinned is null
            ? await SendAsync((c, ct) => c.GetManifestAsync(reference.Tag, ct), cancellationToken)
            : await SendAsync((c, ct) => c.GetManifestAsync(_pinned, ct), cancellationToken);
        if (manifest.Digest != seen && await FindKnownAsync(manifest.Digest, cancellationToken) is { } same)
        {
            return Found(same, []) with { Source = manifest.Digest };
        }

        return await ImportAsync(manifest, cancellationToken) with { Source = manifest.Digest };
    }

    private async Task<ImageResult> ImportAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest is not ManifestIndex index)
        {
            var image = await ReadAsync(manifest, cancellationToken);
            return Found(image.Metadata!.Name!, [image]);
        }

        var result = KeepsIndex ? await KeepAsync(index, cancellationToken) : await ChooseAsync(index, cancellationToken);
        return result with { Attestations = index.Manifests.Count(PlatformChooser.IsAttestation) };
    }

    /// <summary>Name of the image that the digest comes to, if the cluster has it: what was fetched once is not fetched again.</summary>
    private async Task<string?> FindKnownAsync(Digest digest, CancellationToken cancellationToken)
    {
        if (request.IncludeManifest)
        {
            return null;
        }

        if (!KeepsIndex && choices.Find(digest, request.Platform) is { } chosen)
        {
            return await images.HasAsync(chosen, cancellationToken) ? chosen : null;
        }

        var name = digest.ToString();
        if (await images.FindAsync(name, cancellationToken) is not { } image)
        {
            return null;
        }

        if (image.DockerImageManifests is not { Count: > 0 } children)
        {
            return name;
        }

        return KeepsIndex && await HasAllAsync(children, cancellationToken) ? name : null;
    }

    private async Task<bool> HasAllAsync(IReadOnlyList<ImageManifest> children, CancellationToken cancellationToken)
    {
        foreach (var child in request.CheckChildren ? children : [])
        {
            if (child.Digest is { } name && !await images.HasAsync(name, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<ImageResult> ChooseAsync(ManifestIndex index, CancellationToken cancellationToken)
    {
        var (name, image) = await ChooseAsync(index, depth: 1, cancellationToken);
        choices.Add(index.Digest, request.Platform, name);
        return Found(name, image is null ? [] : [image]);
    }

    /// <summary>The image that stands for a list; without the image itself if the cluster has it.</summary>
    private async Task<(string Name, Image? Image)> ChooseAsync(ManifestIndex index, int depth, CancellationToken cancellationToken)
    {
        var entry = PlatformChooser.Choose(index, request.Platform) ?? throw RegistryException.InvalidManifest("no manifests in manifest list");
        return await ResolveAsync(entry, depth, cancellationToken);
    }

    private async Task<(string Name, Image? Image)> ResolveAsync(Descriptor entry, int depth, CancellationToken cancellationToken)
    {
        if (request.IncludeManifest || MediaTypes.IsIndex(entry.MediaType))
        {
            return await ResolveOurselvesAsync(entry, depth, cancellationToken);
        }

        // Lists share images, and tags share lists: whoever meets an image first fetches it for all who meet it meanwhile.
        var isOurs = false;
        try
        {
            var key = new ContentKey(entry.Digest, ImportModes.Legacy, request.Platform, CheckChildren: false);
            var chosen = await session.Shared.Parts.RunAsync(key, DateTimeOffset.MinValue, async _ =>
            {
                isOurs = true;
                var (name, image) = await ResolveOurselvesAsync(entry, depth, cancellationToken);
                return new ChosenImage(name, image, session.Stores);
            }, cancellationToken);
            return (chosen.Name, !isOurs && chosen.IsStored ? null : chosen.Image);
        }
        catch (Exception) when (!isOurs && !cancellationToken.IsCancellationRequested)
        {
            return await ResolveOurselvesAsync(entry, depth, cancellationToken);
        }
    }

    private async Task<(string Name, Image? Image)> ResolveOurselvesAsync(Descriptor entry, int depth, CancellationToken cancellationToken)
    {
        var name = entry.Digest.ToString();
        if (!request.IncludeManifest && !MediaTypes.IsIndex(entry.MediaType)
            && await images.FindAsync(name, cancellationToken) is { DockerImageManifests: not { Count: > 0 } })
        {
            return (name, null);
        }

        var manifest = await SendAsync((c, ct) => c.GetManifestAsync(entry.Digest, ct), cancellationToken);
        if (manifest is not ManifestIndex inner)
        {
            return (name, await ReadAsync(manifest, cancellationToken));
        }

        return depth < PlatformChooser.MaxDepth
            ? await ChooseAsync(inner, depth + 1, cancellationToken)
            : throw RegistryException.TooLarge(string.Create(
                CultureInfo.InvariantCulture, $"the lists of manifests lie more than {PlatformChooser.MaxDepth} deep"));
    }

    private async Task<ImageResult> KeepAsync(ManifestIndex index, CancellationToken cancellationToken)
    {
        var entries = index.Manifests.Where(m => !PlatformChooser.IsAttestation(m)).DistinctBy(m => m.Digest).ToList();
        var children = await Task.WhenAll(entries.Select(entry => ImportChildAsync(entry, cancellationToken)));
        var failures = children.Where(c => c.Failure is not null).Select(c => c.Failure!).ToList();
        if (failures.Count == children.Length)
        {
            throw children.FirstOrDefault()?.Cause ?? RegistryException.InvalidManifest("no manifests in manifest list");
        }

        var parent = await StoreAsync(
            ImageFactory.Create(new FetchedImage { Manifest = index, Repository = reference, Now = time.GetUtcNow() }), cancellationToken);
        var fetched = children.Where(c => c.Image is not null).Select(c => c.Image!).DistinctBy(i => i.Metadata!.Name);
        return Found(index.Digest.ToString(), [.. fetched, parent]) with { PlatformFailures = failures };
    }

    private async Task<Child> ImportChildAsync(Descriptor entry, CancellationToken cancellationToken)
    {
        try
        {
            var (_, image) = await ResolveAsync(entry, depth: 1, cancellationToken);
            return new Child(image, null, null);
        }
        catch (RegistryException e)
        {
            var failed = reference.AsRepository() with { Id = entry.Digest.ToString() };
            var platform = entry.Platform?.ToString() ?? "unknown platform";
            return new Child(null, new PlatformFailure(platform, failed.Id, session.Explain(e, failed)), e);
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

    private ImageResult Found(string name, IReadOnlyList<Image> fetched) => new()
    {
        Request = request,
        Image = name,
        Reference = (reference.AsRepository() with { Id = name }).Exact,
        Fetched = fetched,
        IsStored = session.Stores,
    };

    private Task<T> SendAsync<T>(Func<RegistryClient, CancellationToken, Task<T>> send, CancellationToken cancellationToken) =>
        places.RunAsync(send, cancellationToken);

    private sealed record Child(Image? Image, PlatformFailure? Failure, RegistryException? Cause);
}
