using System.Text;
using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>One repository's folder.</summary>
internal sealed class RepositoryStore(RegistryStore store, string folder)
{
    /// <summary>Whether anything was ever pushed here.</summary>
    public bool Exists => Directory.Exists(Path.Combine(folder, "_manifests"));

    public bool HasBlob(Digest digest) => File.Exists(BlobLink(digest)) && File.Exists(store.BlobPath(digest));

    public bool HasManifest(Digest digest) => File.Exists(ManifestPath(digest));

    /// <summary>Where the blob's content is, or null if this repository does not have it.</summary>
    public string? FindBlob(Digest digest) => HasBlob(digest) ? store.BlobPath(digest) : null;

    /// <summary>Makes the registry's blob one of this repository.</summary>
    public Task LinkBlobAsync(Digest digest, CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(BlobLink(digest), store.NewTemporary(), ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <summary>Takes a complete file over as a blob of this repository.</summary>
    public Task AddBlobAsync(Digest digest, string file, CancellationToken cancellationToken)
    {
        AtomicFile.MoveInto(store.BlobPath(digest), file);
        return LinkBlobAsync(digest, cancellationToken);
    }

    /// <summary>Takes the blob from this repository; its content stays for the others.</summary>
    public bool RemoveBlob(Digest digest) => AtomicFile.Delete(BlobLink(digest));

    public Task AddManifestAsync(StoredManifest manifest, CancellationToken cancellationToken) => AtomicFile.WriteAsync(
        ManifestPath(manifest.Digest),
        store.NewTemporary(),
        (byte[])[.. Encoding.UTF8.GetBytes($"{manifest.MediaType}\n"), .. manifest.Content.Span],
        cancellationToken);

    public async Task<StoredManifest?> FindManifestAsync(Digest digest, CancellationToken cancellationToken)
    {
        if (!HasManifest(digest))
        {
            return null;
        }

        var file = await File.ReadAllBytesAsync(ManifestPath(digest), cancellationToken);
        var line = file.AsSpan().IndexOf((byte)'\n');
        return new StoredManifest(digest, Encoding.UTF8.GetString(file, 0, line), file.AsMemory(line + 1));
    }

    /// <summary>Takes the manifest away, and the tags that named it.</summary>
    public bool RemoveManifest(Digest digest)
    {
        var existed = AtomicFile.Delete(ManifestPath(digest));
        foreach (var tag in ListTags().Where(t => FindTag(t) == digest))
        {
            RemoveTag(tag);
        }

        return existed;
    }

    public Task SetTagAsync(string tag, Digest digest, CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(TagPath(tag), store.NewTemporary(), Encoding.ASCII.GetBytes(digest.ToString()), cancellationToken);

    public Digest? FindTag(string tag) =>
        File.Exists(TagPath(tag)) && Digest.TryParse(File.ReadAllText(TagPath(tag)), out var digest) ? digest : null;

    public bool RemoveTag(string tag) => AtomicFile.Delete(TagPath(tag));

    /// <summary>All tags, sorted.</summary>
    public IReadOnlyList<string> ListTags()
    {
        var tags = Path.Combine(folder, "_tags");
        return Directory.Exists(tags)
            ? [.. Directory.EnumerateFiles(tags).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)]
            : [];
    }

    public Upload StartUpload()
    {
        var uploads = Path.Combine(folder, "_uploads");
        Directory.CreateDirectory(uploads);
        var upload = new Upload(Path.Combine(uploads, Guid.NewGuid().ToString("N")));
        File.Create(upload.File).Dispose();
        return upload;
    }

    /// <summary>An upload under way, perhaps begun before the last restart.</summary>
    public Upload? FindUpload(string id) =>
        Guid.TryParseExact(id, "N", out _) && new Upload(Path.Combine(folder, "_uploads", id)) is { Exists: true } upload ? upload : null;

    private string BlobLink(Digest digest) => Path.Combine(folder, "_blobs", digest.Algorithm, digest.Hex);

    private string ManifestPath(Digest digest) => Path.Combine(folder, "_manifests", digest.Algorithm, digest.Hex);

    private string TagPath(string tag) => Path.Combine(folder, "_tags", tag);
}
