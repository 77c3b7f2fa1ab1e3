namespace ImageStreams.Oci;

/// <summary>Writes one repository of a registry: blobs first, then the manifests that name them.</summary>
public sealed class RegistryPushClient
{
    private const string PushActions = "pull,push";

    private readonly RegistrySession _session;

    internal RegistryPushClient(RegistrySession session) => _session = session;

    public RepositoryName Repository => _session.Repository;

    /// <summary>Whether the registry has the blob already.</summary>
    public Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellationToken) => _session.RunAsync(
        Request(HttpMethod.Head, $"blobs/{digest}") with { Expected = [200, 404] },
        (response, _) => Task.FromResult(response.Status == 200),
        cancellationToken);

    /// <summary>Uploads a blob in one piece.</summary>
    public async Task UploadBlobAsync(Digest digest, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var upload = await StartUploadAsync(cancellationToken);
        await FinishAsync(upload, digest, content, cancellationToken);
    }

    /// <summary>Uploads a blob in pieces of <paramref name="chunkSize"/> bytes, holding one piece in memory.</summary>
    public async Task UploadBlobAsync(Digest digest, Stream content, int chunkSize, CancellationToken cancellationToken)
    {
        var upload = await StartUploadAsync(cancellationToken);
        var chunk = new byte[chunkSize];
        long offset = 0;
        while (await content.ReadAtLeastAsync(chunk, chunkSize, throwOnEndOfStream: false, cancellationToken) is > 0 and var count)
        {
            upload = await AppendAsync(upload, chunk.AsMemory(0, count), offset, cancellationToken);
            offset += count;
        }

        await FinishAsync(upload, digest, ReadOnlyMemory<byte>.Empty, cancellationToken);
    }

    /// <summary>Takes a blob over from another repository of the registry; false if it must be uploaded.</summary>
    public async Task<bool> MountBlobAsync(Digest digest, RepositoryName from, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Post, $"blobs/uploads/?mount={digest}&from={Uri.EscapeDataString(from.Path)}") with
        {
            Expected = [201, 202],
            OtherScope = $"repository:{from.Path}:pull",
        };
        var upload = await _session.RunAsync(
            request, (response, _) => Task.FromResult(response.Status == 201 ? null : NextTarget(response)), cancellationToken);
        if (upload is not null)
        {
            await CancelAsync(upload, cancellationToken);
        }

        return upload is null;
    }

    /// <summary>Stores a manifest under a tag; returns the digest the registry gave it, if it told.</summary>
    public Task<Digest?> PutManifestAsync(string tag, ReadOnlyMemory<byte> manifest, string mediaType, CancellationToken cancellationToken) =>
        ReferenceGrammar.IsTag(tag)
            ? PutAsync(tag, manifest, mediaType, cancellationToken)
            : throw new FormatException($"\"{Printable.Excerpt(tag)}\" is not a tag");

    /// <summary>Stores a manifest without a tag.</summary>
    public Task<Digest?> PutManifestAsync(Digest digest, ReadOnlyMemory<byte> manifest, string mediaType, CancellationToken cancellationToken) =>
        PutAsync(digest.ToString(), manifest, mediaType, cancellationToken);

    public Task DeleteManifestAsync(Digest digest, CancellationToken cancellationToken) => _session.RunAsync(
        Request(HttpMethod.Delete, $"manifests/{digest}") with { Expected = [200, 202], Actions = "delete" },
        (_, _) => Task.FromResult(true),
        cancellationToken);

    private Task<Digest?> PutAsync(string reference, ReadOnlyMemory<byte> manifest, string mediaType, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Put, $"manifests/{reference}") with { Expected = [201], Content = () => Content(manifest, mediaType) };
        return _session.RunAsync(request, (response, _) => Task.FromResult(ManifestHead.Of(response).Digest), cancellationToken);
    }

    private Task<string> StartUploadAsync(CancellationToken cancellationToken) =>
        UploadAsync(Request(HttpMethod.Post, "blobs/uploads/") with { Expected = [202] }, cancellationToken);

    private Task<string> AppendAsync(string upload, ReadOnlyMemory<byte> chunk, long offset, CancellationToken cancellationToken) => UploadAsync(
        new RegistryRequest(HttpMethod.Patch, upload)
        {
            Actions = PushActions,
            Expected = [202],
            IsTransfer = true,
            Content = () => Chunk(chunk, offset),
        },
        cancellationToken);

    private Task<bool> FinishAsync(string upload, Digest digest, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var separator = upload.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var request = new RegistryRequest(HttpMethod.Put, $"{upload}{separator}digest={Uri.EscapeDataString(digest.ToString())}")
        {
            Actions = PushActions,
            Expected = [201],
            IsTransfer = true,
            MayRepeat = false, // the upload is used up by the first answer, even a lost one
            Content = () => Content(content, MediaTypes.OctetStream),
        };
        return _session.RunAsync(request, (_, _) => Task.FromResult(true), cancellationToken);
    }

    /// <summary>Gives up an upload that the registry opened in place of a mount; it would forget about it later by itself.</summary>
    private async Task CancelAsync(string upload, CancellationToken cancellationToken)
    {
        try
        {
            var request = new RegistryRequest(HttpMethod.Delete, upload) { Actions = PushActions, Expected = [200, 202, 204] };
            await _session.RunAsync(request, (_, _) => Task.FromResult(true), cancellationToken);
        }
        catch (RegistryException)
        {
            // not every registry lets uploads be cancelled
        }
    }

    private Task<string> UploadAsync(RegistryRequest request, CancellationToken cancellationToken) =>
        _session.RunAsync(request, (response, _) => Task.FromResult(NextTarget(response)), cancellationToken);

    // The next request of an upload carries our credentials: it goes to the registry and nowhere else.
    private static string NextTarget(RegistryResponse response)
    {
        var refusal = Origin.Resolve(response.Address, response.Header("Location"), insecure: false, out var next);
        return refusal is null && Origin.Same(next, response.Address)
            ? next.PathAndQuery
            : throw new RegistryException(RegistryErrorKind.Server, $"{response.Request}: the registry continues the upload outside itself", null)
            {
                Request = response.Request,
            };
    }

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> bytes, string mediaType)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return content;
    }

    private static ReadOnlyMemoryContent Chunk(ReadOnlyMemory<byte> bytes, long offset)
    {
        var content = Content(bytes, MediaTypes.OctetStream);
        content.Headers.TryAddWithoutValidation("Content-Range", $"{offset}-{offset + bytes.Length - 1}");
        return content;
    }

    private RegistryRequest Request(HttpMethod method, string target) =>
        new(method, $"/v2/{Repository.Path}/{target}") { Actions = PushActions };
}
