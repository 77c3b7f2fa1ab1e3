using System.Globalization;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Fetches one image with all that belongs to it, and no more than the cluster lacks (docs/spec/importing.md#requests).</summary>
internal sealed class ImageFetch(
    ImageRequest request, ImageReference reference, ImagePlaces places, ImportSession session, ImageStore images, IndexChoices choices, TimeProvider time)
{
    private readonly Digest? _pinned = Digest.TryParse(reference.Id, out var digest) ? digest : null;

    private bool KeepsIndex => request.ImportMode == ImportModes.PreserveOriginal;

    /// <exception cref="RegistryException">There is no image to be had.</exception>
    public async Task<ImageResult> RunAsync(CancellationToken cancellationToken)
    {
        var head = await HeadAsync(cancellationToken);
        if (head is not null && await FindKnownAsync(head, cancellationToken) is { } known)
        {
            return Found(known, []);
        }

        var manifest = _pinned is null
            ? await SendAsync((c, ct) => c.GetManifestAsync(reference.Tag, ct), cancellationToken)
            : await SendAsync((c, ct) => c.GetManifestAsync(_pinned, ct), cancellationToken);
        if (manifest.Digest != head && await FindKnownAsync(manifest.Digest, cancellationToken) is { } same)
        {
            return Found(same, []);
        }

        if (manifest is not ManifestIndex index)
        {
            var image = await ReadAsync(manifest, cancellationToken);
            return Found(image.Metadata!.Name!, [image]);
        }

        var result = KeepsIndex ? await KeepAsync(index, cancellationToken) : await ChooseAsync(index, cancellationToken);
        return result with { Attestations = index.Manifests.Count(PlatformChooser.IsAttestation) };
    }

    // Some registries cannot do HEAD, or answer it worse than GET; the GET that follows then finds out.
    private async Task<Digest?> HeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(HeadAsync, cancellationToken);
        }
        catch (RegistryException e) when (e.StatusCode is 404)
        {
            return null;
        }
    }

    private async Task<Digest?> HeadAsync(RegistryClient client, CancellationToken cancellationToken)
    {
        try
        {
            var head = _pinned is null ? await client.HeadManifestAsync(reference.Tag, cancellationToken) : await client.HeadManifestAsync(_pinned, cancellationToken);
            return _pinned ?? head.Digest;
        }
        catch (RegistryException e) when (e.StatusCode is 400 or 405 or 406 or 500 or 501)
        {
            return null;
        }
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

        var parent = ImageFactory.Create(new FetchedImage { Manifest = index, Repository = reference, Now = time.GetUtcNow() });
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
        return ImageFactory.Create(new FetchedImage
        {
            Manifest = manifest,
            Repository = reference,
            Now = time.GetUtcNow(),
            Config = config,
            LayerSizes = await MeasureAsync(manifest, cancellationToken),
        });
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
    };

    private Task<T> SendAsync<T>(Func<RegistryClient, CancellationToken, Task<T>> send, CancellationToken cancellationToken) =>
        places.RunAsync(send, cancellationToken);

    private sealed record Child(Image? Image, PlatformFailure? Failure, RegistryException? Cause);
}
