using System.Net;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.Import;

/// <summary>The Image objects of the cluster: they are created and looked at, never changed.</summary>
internal sealed class ImageStore(ResourceClient<Image> client, ImportMetrics metrics)
{
    /// <summary>The image, or null. One whose stored fields cannot be read exists all the same.</summary>
    public async Task<Image?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.FindAsync(KeyOf(name), cancellationToken);
        }
        catch (KubeDecodeException)
        {
            return new Image { Metadata = new ObjectMeta { Name = name } };
        }
    }

    public async Task<bool> HasAsync(string name, CancellationToken cancellationToken) => await FindAsync(name, cancellationToken) is not null;

    /// <summary>Creates what is not there, in the order given, so that nobody sees a list before its images.</summary>
    /// <returns>Those that were not there, as they are stored now, under the names that users know.</returns>
    /// <exception cref="KubeApiException">Also when the store does not take an image.</exception>
    public async Task<IReadOnlyList<Image>> CreateAsync(IEnumerable<Image> images, CancellationToken cancellationToken)
    {
        var created = new List<Image>();
        foreach (var image in images.DistinctBy(i => i.Metadata!.Name))
        {
            var stored = ImageFactory.ToStore(image);
            stored = stored with { Metadata = stored.Metadata! with { Name = StoredNames.ToStored(stored.Metadata.Name!) } };
            try
            {
                stored = await client.CreateAsync(stored, cancellationToken);
                metrics.ImageCreated();
                created.Add(Served(stored, image.Metadata!.Name!));
            }
            catch (KubeApiException e) when (e.IsAlreadyExists)
            {
                // the first importer's word stays
            }
        }

        return created;
    }

    /// <summary>Why the store will never take the image; null when it may later.</summary>
    public static string? FindRefusal(KubeApiException e) => e.StatusCode switch
    {
        HttpStatusCode.RequestEntityTooLarge => ImportReasons.TooLarge,
        _ when e.Status.Message?.Contains("request is too large", StringComparison.Ordinal) == true => ImportReasons.TooLarge,
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ImportReasons.InvalidManifest,
        _ => null,
    };

    private static Image Served(Image stored, string name) => stored with
    {
        Kind = null,
        ApiVersion = null,
        Metadata = stored.Metadata! with { Name = name, ManagedFields = null },
    };

    private static NamespacedName KeyOf(string name) => NamespacedName.Cluster(StoredNames.ToStored(name));
}
