using System.Runtime.CompilerServices;

namespace ImageStreams.Oci;

/// <summary>Reads one repository of a registry. Every answer is bounded, every digest is checked against the bytes.</summary>
/// <remarks>Failures are <see cref="RegistryException"/>s. Safe to use from several threads.</remarks>
public sealed class RegistryClient
{
    private const int PageSize = 1000;

    private readonly RegistrySession _session;

    internal RegistryClient(RegistrySession session) => _session = session;

    public RepositoryName Repository => _session.Repository;

    /// <summary>Whether the registry need not prove who it is.</summary>
    public bool IsInsecure => _session.IsInsecure;

    /// <summary>Whether the repository is known to ask for a login.</summary>
    public bool AsksForLogin => _session.AsksForLogin;

    /// <summary>Asks the registry for nothing, to see whether it answers; any answer will do that is no failure of its own.</summary>
    /// <exception cref="RegistryException">It does not.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _session.RunAsync(
                new RegistryRequest(HttpMethod.Get, "/v2/") { MayRepeat = false }, (_, _) => Task.FromResult(true), cancellationToken);
        }
        catch (RegistryException e) when (e.StatusCode < 500)
        {
            // a refusal is an answer
        }
    }

    /// <summary>Asks for the headers of a tag's manifest; where pulls are counted, this costs none.</summary>
    public Task<ManifestHead> HeadManifestAsync(string tag, CancellationToken cancellationToken) =>
        HeadAsync(Tag(tag), cancellationToken);

    /// <inheritdoc cref="HeadManifestAsync(string, CancellationToken)"/>
    public Task<ManifestHead> HeadManifestAsync(Digest digest, CancellationToken cancellationToken) =>
        HeadAsync(digest.ToString(), cancellationToken);

    public Task<Manifest> GetManifestAsync(string tag, CancellationToken cancellationToken) =>
        _session.RunAsync(ManifestRequest(HttpMethod.Get, Tag(tag)), ReadManifestAsync, cancellationToken);

    /// <summary>The manifest with exactly this digest: what the registry sends otherwise is refused.</summary>
    public Task<Manifest> GetManifestAsync(Digest digest, CancellationToken cancellationToken) => _session.RunAsync(
        ManifestRequest(HttpMethod.Get, digest.ToString()),
        async (response, ct) => (await ReadManifestAsync(response, ct)).PinnedTo(digest),
        cancellationToken);

    /// <summary>The manifest of a tag, or null if it still is <paramref name="known"/>.</summary>
    public Task<Manifest?> GetManifestIfChangedAsync(string tag, Digest known, CancellationToken cancellationToken)
    {
        var request = ManifestRequest(HttpMethod.Get, Tag(tag)) with { IfNoneMatch = $"\"{known}\"", Expected = [200, 304] };
        return _session.RunAsync<Manifest?>(request, ReadIfChangedAsync, cancellationToken);

        async Task<Manifest?> ReadIfChangedAsync(RegistryResponse response, CancellationToken ct)
        {
            var manifest = response.Status == 304 ? null : await ReadManifestAsync(response, ct);
            return manifest?.Digest == known ? null : manifest;
        }
    }

    /// <summary>A small blob, checked: the configuration of an image.</summary>
    public Task<byte[]> GetConfigAsync(Digest digest, CancellationToken cancellationToken) => _session.RunAsync(
        BlobRequest(HttpMethod.Get, digest),
        async (response, ct) =>
        {
            var content = await response.ReadAsync(_session.Limits.ConfigBytes, "image configuration", ct);
            return digest.Matches(content) ? content : throw Mismatch(digest, Digest.Compute(content).ToString(), response);
        },
        cancellationToken);

    /// <summary>Streams a blob to <paramref name="destination"/> and checks it; returns its length.</summary>
    /// <exception cref="RegistryException">Also when the digest is wrong: what was written by then is worthless.</exception>
    public Task<long> CopyBlobAsync(Digest digest, long maxBytes, Stream destination, CancellationToken cancellationToken)
    {
        // A stream cannot take back what it was given, so that a copy is made once, without repetition.
        var request = BlobRequest(HttpMethod.Get, digest) with { IsTransfer = true, MayRepeat = false };
        return _session.RunAsync(
            request,
            async (response, ct) =>
            {
                using var hash = digest.StartHash();
                await using var hashing = new HashingStream(destination, hash);
                var length = await response.CopyToAsync(hashing, maxBytes, "blob", ct);
                return digest.Matches(hash) ? length : throw Mismatch(digest, "other content", response);
            },
            cancellationToken);
    }

    /// <summary>The size of a blob, without fetching it.</summary>
    public Task<long> GetBlobSizeAsync(Digest digest, CancellationToken cancellationToken) => _session.RunAsync(
        BlobRequest(HttpMethod.Head, digest),
        (response, _) => Task.FromResult(response.ContentLength ?? throw Unusable(response, "does not tell the size of the blob")),
        cancellationToken);

    /// <summary>All tags, page by page, in the registry's order. Texts that cannot be tags are left out.</summary>
    public async IAsyncEnumerable<string> ListTagsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ListTagPagesAsync(cancellationToken))
        {
            foreach (var tag in page)
            {
                yield return tag;
            }
        }
    }

    /// <summary>The pages of <see cref="ListTagsAsync"/>: each is one request, and nothing of the pages before it is kept.</summary>
    public IAsyncEnumerable<IReadOnlyList<string>> ListTagPagesAsync(CancellationToken cancellationToken) => ListPagesAsync(
        new RegistryRequest(HttpMethod.Get, $"/v2/{Repository.Path}/tags/list?n={PageSize}"),
        new NameList("tags", _session.Limits.Tags, ReferenceGrammar.IsTag),
        cancellationToken);

    /// <summary>The names of all repositories of the registry, page by page; many registries do not tell.</summary>
    public IAsyncEnumerable<IReadOnlyList<string>> ListRepositoryPagesAsync(CancellationToken cancellationToken) => ListPagesAsync(
        new RegistryRequest(HttpMethod.Get, $"/v2/_catalog?n={PageSize}") { Scope = "registry:catalog:*" },
        new NameList("repositories", _session.Limits.Repositories, ReferenceGrammar.IsPath),
        cancellationToken);

    private static string Tag(string tag) =>
        ReferenceGrammar.IsTag(tag) ? tag : throw new FormatException($"\"{Printable.Excerpt(tag)}\" is not a tag");

    private static RegistryException Mismatch(Digest digest, string actual, RegistryResponse response) => new(
        RegistryErrorKind.InvalidManifest,
        $"content integrity error: the blob retrieved with digest {digest} does not match the digest calculated from the content {actual}",
        null)
    {
        Request = response.Request,
    };

    private static RegistryException Unusable(RegistryResponse response, string why) =>
        new(RegistryErrorKind.Server, $"{response.Request}: the registry {why}", null) { Request = response.Request };

    private async IAsyncEnumerable<IReadOnlyList<string>> ListPagesAsync(
        RegistryRequest request, NameList list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var limits = _session.Limits;
        var next = request.Target;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var total = 0; next is not null;)
        {
            if (!seen.Add(next) || seen.Count > limits.TagPages)
            {
                throw RegistryException.TooLarge($"{Repository}: the registry's list of {list.What} does not end");
            }

            var page = await _session.RunAsync(request with { Target = next }, ReadPageAsync, cancellationToken);
            total += page.Names.Count;
            if (total > list.MaxNames)
            {
                throw RegistryException.TooLarge($"{Repository}: there are more than {list.MaxNames} {list.What}");
            }

            yield return page.Names;
            next = page.Next;
        }

        async Task<NamePage> ReadPageAsync(RegistryResponse response, CancellationToken ct) =>
            NamePage.Parse(await response.ReadAsync(limits.TagPageBytes, $"list of {list.What}", ct), response, list);
    }

    private Task<ManifestHead> HeadAsync(string reference, CancellationToken cancellationToken) => _session.RunAsync(
        ManifestRequest(HttpMethod.Head, reference),
        (response, _) => Task.FromResult(ManifestHead.Of(response)),
        cancellationToken);

    private async Task<Manifest> ReadManifestAsync(RegistryResponse response, CancellationToken cancellationToken)
    {
        var content = await response.ReadAsync(_session.Limits.ManifestBytes, "manifest", cancellationToken);
        return Manifest.Parse(content, response.ContentType, _session.Limits);
    }

    private RegistryRequest ManifestRequest(HttpMethod method, string reference) =>
        new(method, $"/v2/{Repository.Path}/manifests/{reference}") { Accept = MediaTypes.AcceptedManifests };

    private RegistryRequest BlobRequest(HttpMethod method, Digest digest) => new(method, $"/v2/{Repository.Path}/blobs/{digest}");
}
