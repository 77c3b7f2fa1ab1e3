using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>The registry's directory: blobs once for all, and what each repository knows of them.</summary>
/// <remarks>
/// <code>
/// blobs/ALGORITHM/HH/HEX                             content
/// repositories/PATH/_blobs/ALGORITHM/HEX             empty: the repository has the blob
/// repositories/PATH/_manifests/ALGORITHM/HEX         media type, newline, content
/// repositories/PATH/_tags/TAG                        digest
/// repositories/PATH/_uploads/ID                      what has arrived
/// temporary/ID                                       not yet renamed
/// </code>
/// No component of a repository's path begins with an underscore, so that the folders cannot meet.
/// </remarks>
internal sealed class RegistryStore
{
    private static readonly TimeSpan UploadsLive = TimeSpan.FromDays(1);

    private readonly string _root;

    private RegistryStore(string root) => _root = root;

    /// <summary>Opens the directory and clears what earlier processes began and nobody will finish.</summary>
    public static RegistryStore Open(string directory, DateTimeOffset now)
    {
        var store = new RegistryStore(Path.GetFullPath(directory));
        var temporary = Path.Combine(store._root, "temporary");
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true); // of a process that died
        }

        Directory.CreateDirectory(temporary);
        Directory.CreateDirectory(store.Repositories);
        foreach (var upload in store.Uploads().Where(u => File.GetLastWriteTimeUtc(u) < now.UtcDateTime - UploadsLive))
        {
            File.Delete(upload);
        }

        return store;
    }

    public string Repositories => Path.Combine(_root, "repositories");

    public RepositoryStore Repository(string path) => new(this, Path.Combine(Repositories, path));

    public string BlobPath(Digest digest) => Path.Combine(_root, "blobs", digest.Algorithm, digest.Hex[..2], digest.Hex);

    /// <summary>Takes the content of a blob from all repositories.</summary>
    public bool RemoveBlob(Digest digest) => AtomicFile.Delete(BlobPath(digest));

    public string NewTemporary() => Path.Combine(_root, "temporary", Guid.NewGuid().ToString("N"));

    /// <summary>The repositories that hold a manifest, sorted.</summary>
    public IReadOnlyList<string> ListRepositories()
    {
        var found = Directory.EnumerateDirectories(Repositories, "_manifests", SearchOption.AllDirectories)
            .Where(d => Directory.EnumerateFiles(d, "*", SearchOption.AllDirectories).Any())
            .Select(d => Path.GetRelativePath(Repositories, Path.GetDirectoryName(d)!).Replace(Path.DirectorySeparatorChar, '/'));
        return [.. found.Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Uploads() => Directory
        .EnumerateDirectories(Repositories, "_uploads", SearchOption.AllDirectories)
        .SelectMany(Directory.EnumerateFiles);
}
