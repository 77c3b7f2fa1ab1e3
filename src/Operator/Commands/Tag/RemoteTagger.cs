using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>Gives an image another name in its registry: manifests are put again, blobs are mounted, nothing is pulled.</summary>
/// <param name="source">The repository that has the image.</param>
/// <param name="target">The repository that is to have the name.</param>
/// <param name="written">Reads what <paramref name="target"/> wrote.</param>
internal sealed class RemoteTagger(RegistryClient source, RegistryPushClient target, RegistryClient written)
{
    private const int MountsAtATime = 4;

    private readonly HashSet<Digest> _manifests = [];
    private readonly HashSet<Digest> _blobs = [];

    /// <exception cref="RegistryException">The registry said no, or what has the name in the end is another image.</exception>
    public async Task<TagReport> TagAsync(ImageReference from, ImageReference to, CancellationToken cancellationToken)
    {
        var manifest = await GetAsync(from, cancellationToken);
        if (source.Repository != target.Repository)
        {
            await BringContentAsync(manifest, 1, cancellationToken);
        }

        var told = await target.PutManifestAsync(to.Tag, manifest.Bytes, manifest.ContentType, cancellationToken);
        CheckStored(manifest, told);
        var now = await ReadBackAsync(manifest, to, cancellationToken);
        return new TagReport
        {
            Source = from.MostSpecific().Exact,
            Reference = to.Exact,
            Digest = now.ToString(),
            MediaType = manifest.ContentType,
            Size = manifest.Bytes.Length,
            Manifests = _manifests.Count + 1,
            MountedBlobs = _blobs.Count,
        };
    }

    private Task<Manifest> GetAsync(ImageReference from, CancellationToken cancellationToken) => from.Id.Length > 0
        ? source.GetManifestAsync(Digest.Parse(from.Id), cancellationToken)
        : source.GetManifestAsync(from.Tag, cancellationToken);

    /// <summary>Sees to it that the target has what the manifest names: a registry refuses a manifest without its parts.</summary>
    private async Task BringContentAsync(Manifest manifest, int depth, CancellationToken cancellationToken)
    {
        if (manifest is not ManifestIndex index)
        {
            await MountAsync(BlobsOf(manifest), cancellationToken);
            return;
        }

        if (depth > PlatformChooser.MaxDepth)
        {
            throw RegistryException.InvalidManifest($"the index is nested deeper than {PlatformChooser.MaxDepth}");
        }

        foreach (var entry in index.Manifests.Where(m => _manifests.Add(m.Digest)))
        {
            var child = await source.GetManifestAsync(entry.Digest, cancellationToken);
            await BringContentAsync(child, depth + 1, cancellationToken);
            CheckStored(child, await target.PutManifestAsync(entry.Digest, child.Bytes, child.ContentType, cancellationToken));
        }
    }

    private async Task MountAsync(IEnumerable<Digest> blobs, CancellationToken cancellationToken)
    {
        var missing = blobs.Where(_blobs.Add).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = MountsAtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, options, async (blob, ct) =>
        {
            if (!await target.MountBlobAsync(blob, source.Repository, ct) && !await target.HasBlobAsync(blob, ct))
            {
                throw new RegistryException(
                    RegistryErrorKind.Server,
                    $"{target.Repository.Registry} does not mount {blob} from {source.Repository.Path} into {target.Repository.Path}: "
                    + "it has no such blob there, does not let us pull it, or does not mount at all. Nothing was tagged",
                    null);
            }
        });
    }

    private static IEnumerable<Digest> BlobsOf(Manifest manifest) => manifest switch
    {
        ImageManifestDocument image => image.Layers.Where(l => !MediaTypes.IsForeignLayer(l.MediaType)).Append(image.Config).Select(b => b.Digest),
        Schema1Manifest schema1 => schema1.FileSystemLayers.Select(l => l.BlobSum),
        _ => [],
    };

    private void CheckStored(Manifest sent, Digest? told)
    {
        if (told is not null && !sent.IsNamed(told))
        {
            throw new RegistryException(
                RegistryErrorKind.Server, $"{target.Repository} was sent the manifest {sent.Digest}, but says that it stored {told}", null);
        }
    }

    /// <summary>What the name means now, judged by its content: a digest in a header proves nothing.</summary>
    private async Task<Digest> ReadBackAsync(Manifest sent, ImageReference to, CancellationToken cancellationToken)
    {
        try
        {
            var now = await written.GetManifestAsync(to.Tag, cancellationToken);
            return sent.IsNamed(now.Digest) ? now.Digest : throw new RegistryException(
                RegistryErrorKind.Server, $"{to.Exact} means {now.Digest}, not {sent.Digest}: somebody else has tagged it meanwhile", null);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            throw new RegistryException(e.Kind, $"{to.Exact} was stored, but is not there: somebody has deleted it meanwhile ({e.Message})", e)
            {
                StatusCode = e.StatusCode,
            };
        }
    }
}
