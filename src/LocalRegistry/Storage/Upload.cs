using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>A blob that is arriving: what has come is the file, so that a restart loses nothing.</summary>
internal sealed class Upload(string file)
{
    public string File => file;

    public string Id => Path.GetFileName(file);

    public bool Exists => System.IO.File.Exists(file);

    public long Length => new FileInfo(file).Length;

    /// <summary>Appends; another request that writes at the same time is refused by the file system's lock.</summary>
    public async Task AppendAsync(Stream content, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.None);
        await content.CopyToAsync(target, cancellationToken);
    }

    /// <summary>Whether what has come has the digest.</summary>
    public async Task<bool> MatchesAsync(Digest digest, CancellationToken cancellationToken)
    {
        using var hash = digest.StartHash();
        await using var content = System.IO.File.OpenRead(file);
        var buffer = new byte[128 * 1024];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
        }

        return digest.Matches(hash);
    }

    public void Cancel() => System.IO.File.Delete(file);
}
