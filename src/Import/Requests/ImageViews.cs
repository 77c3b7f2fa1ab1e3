using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Makes what answers show of imported images; one for all images of an answer.</summary>
internal sealed class ImageViews(ImageStore images)
{
    private readonly Dictionary<string, Image> _created = new(StringComparer.Ordinal);

    /// <summary>The result with its images in the store; with a failure, if the store will never take one of them.</summary>
    /// <exception cref="KubeApiException">The store does not take an image now.</exception>
    public async Task<ImageResult> StoreAsync(ImageResult result, CancellationToken cancellationToken)
    {
        if (result.Failure is not null)
        {
            return result;
        }

        try
        {
            foreach (var image in await images.CreateAsync(result.Fetched.Where(i => !_created.ContainsKey(i.Metadata!.Name!)), cancellationToken))
            {
                _created[image.Metadata!.Name!] = image;
            }
        }
        catch (KubeApiException e) when (ImageStore.FindRefusal(e) is { } reason)
        {
            var detail = $"the image cannot be stored: {e.Status.Message}";
            return result with { Image = null, Failure = ImportFailures.Of(reason, ImageReference.Parse(result.Reference!), detail) };
        }

        return await ViewAsync(result, isStored: true, cancellationToken);
    }

    /// <summary>The result with what is to be shown of its images, which are not stored for its sake.</summary>
    public Task<ImageResult> ViewAsync(ImageResult result, CancellationToken cancellationToken) =>
        result.Failure is null ? ViewAsync(result, isStored: false, cancellationToken) : Task.FromResult(result);

    private async Task<ImageResult> ViewAsync(ImageResult result, bool isStored, CancellationToken cancellationToken)
    {
        var view = new View(result, isStored);
        var image = await FindAsync(view, result.Image!, cancellationToken);
        var manifests = new List<Image>();
        foreach (var child in image?.DockerImageManifests ?? [])
        {
            if (child.Digest is { } name && result.Parts.Contains(name) && await FindAsync(view, name, cancellationToken) is { } manifest)
            {
                manifests.Add(manifest);
            }
        }

        image ??= new Image { Metadata = new ObjectMeta { Name = result.Image }, DockerImageReference = result.Reference };
        return result with { View = new ImportedImage(ServedImage.Of(image), [.. manifests.Select(ServedImage.Of)]) };
    }

    private async Task<Image?> FindAsync(View view, string name, CancellationToken cancellationToken)
    {
        if (view.IsStored && _created.TryGetValue(name, out var created))
        {
            return created;
        }

        var fetched = view.Result.Fetched.FirstOrDefault(i => i.Metadata!.Name == name);
        var known = view.IsStored || fetched is null ? await images.FindAsync(name, cancellationToken) : null;
        return (fetched ?? known) is { } image ? view.Of(image, name, known) : null;
    }

    /// <summary>How images are shown that this request did not create: what the registry says of them, not what has become of them in the cluster.</summary>
    private sealed record View(ImageResult Result, bool IsStored)
    {
        public Image Of(Image image, string name, Image? known)
        {
            var shown = IsStored || !Result.Request.IncludeManifest ? ImageFactory.ToStore(image) : image;
            return shown with
            {
                Kind = null,
                ApiVersion = null,
                Signatures = null,
                DockerImageReference = name == Result.Image ? Result.Reference : Sibling(name),
                Metadata = new ObjectMeta
                {
                    Name = name,
                    Uid = IsStored ? known?.Metadata?.Uid : null,
                    CreationTimestamp = IsStored && known?.Metadata is { } metadata ? metadata.CreationTimestamp : default,
                    Annotations = image.Metadata?.Annotations?.GetValueOrDefault(ImageAnnotations.LayersOrder) is { } order
                        ? new Dictionary<string, string> { [ImageAnnotations.LayersOrder] = order }
                        : null,
                },
            };
        }

        private string Sibling(string name) => (ImageReference.Parse(Result.Reference!).AsRepository() with { Id = name }).Exact;
    }
}
