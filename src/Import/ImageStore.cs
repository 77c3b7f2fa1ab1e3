using System.Net;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.Import;

/// <summary>The Image objects of the cluster: they are created and looked at, never changed.</summary>
internal sealed class ImageStore(ResourceClient<Image> images, ImportMetrics metrics)
{
    /// <summary>The image, or null. One whose stored fields cannot be read exists all the same.</summary>
    public async Task<Image?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await images.FindAsync(KeyOf(name), cancellationToken);
        }
        catch (KubeDecodeException)
        {
            return new Image { Metadata = new ObjectMeta { Name = name } };
        }
    }

    public async Task<bool> HasAsync(string name, CancellationToken cancellationToken) => await FindAsync(name, cancellationToken) is not null;

    /// <summary>Creates what is not there, in the order given, so that nobody sees a list before its images.</summary>
    /// <exception cref="KubeApiException">Also when the store does not take an image.</exception>
    public async Task CreateAsync(IEnumerable<Image> created, CancellationToken cancellationToken)
    {
        foreach (var image in created.DistinctBy(i => i.Metadata!.Name))
        {
            var stored = ImageFactory.ToStore(image);
            stored = stored with { Metadata = stored.Metadata! with { Name = StoredNames.ToStored(stored.Metadata.Name!) } };
            try
            {
                await images.CreateAsync(stored, cancellationToken);
                metrics.ImageCreated();
            }
            catch (KubeApiException e) when (e.IsAlreadyExists)
            {
                // the first importer's word stays
            }
        }
    }

    /// <summary>Why the store will never take the image; null when it may later.</summary>
    public static string? FindRefusal(KubeApiException e) => e.StatusCode switch
    {
        HttpStatusCode.RequestEntityTooLarge => ImportReasons.TooLarge,
        _ when e.Status.Message?.Contains("request is too large", StringComparison.Ordinal) == true => ImportReasons.TooLarge,
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ImportReasons.InvalidManifest,
        _ => null,
    };

    private static NamespacedName KeyOf(string name) => NamespacedName.Cluster(StoredNames.ToStored(name));
}
