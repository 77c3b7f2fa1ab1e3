using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Reads and writes the objects of one kind.</summary>
/// <remarks>
/// Every call throws <see cref="KubeApiException"/> when the server refuses, <see cref="TimeoutException"/> when it does not answer,
/// <see cref="HttpRequestException"/> when it cannot be reached, <see cref="InvalidDataException"/> when it answers what is no answer.
/// docs/spec/client.md#calls
/// </remarks>
public sealed class ResourceClient<T>
    where T : class, IResource<T>
{
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(30);

    private readonly KubernetesClient _client;
    private readonly ObjectDecoder<T> _decoder;

    internal ResourceClient(KubernetesClient client, ResourceKind kind)
    {
        _client = client;
        _decoder = new ObjectDecoder<T>(kind, client.ReportDecodeFailure);
        Kind = kind;
    }

    /// <summary>Where the objects live.</summary>
    public ResourceKind Kind { get; }

    internal KubernetesClient Client => _client;

    /// <summary>The object.</summary>
    /// <exception cref="KubeDecodeException">Its fields have wrong types.</exception>
    public Task<T> GetAsync(NamespacedName key, CancellationToken cancellationToken) =>
        SendAsync(KubeRequest.Get(Path(key), new QueryString()), cancellationToken);

    /// <summary>The object, or <c>null</c> when there is none of the name.</summary>
    /// <exception cref="KubeApiException">Also when the kind itself is not served.</exception>
    public async Task<T?> FindAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(key, cancellationToken);
        }
        catch (KubeApiException e) when (e is { IsNotFound: true, IsStatusOfServer: true })
        {
            return null;
        }
    }

    /// <summary>All objects as they were at one moment, read in pages; starts over if that moment is forgotten meanwhile.</summary>
    public async Task<KubernetesList<T>> ListAsync(ListOptions options, CancellationToken cancellationToken)
    {
        List<T> items = [];
        var version = await ListPagesAsync(options, items.Clear, page => items.AddRange(page.Items), cancellationToken);
        return new KubernetesList<T>
        {
            ApiVersion = Kind.ApiVersion,
            Kind = $"{Kind.Kind}List",
            Metadata = new ListMeta { ResourceVersion = version },
            Items = items,
        };
    }

    /// <summary>All objects, page by page as they are taken; each name comes once, also when the server makes the list start over.</summary>
    public async IAsyncEnumerable<T> EnumerateAsync(ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<NamespacedName> given = [];
        string? next = null;
        do
        {
            ListPage<T> page;
            try
            {
                page = await ListPageAsync(options, next, cancellationToken);
            }
            catch (KubeApiException e) when (e.IsExpired && next is not null)
            {
                next = null;
                page = await ListPageAsync(options, next, cancellationToken);
            }

            foreach (var item in page.Items.Where(item => given.Add(NamespacedName.Of(item))))
            {
                yield return item;
            }

            next = page.Continue;
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <summary>Changes from <see cref="ListOptions.ResourceVersion"/> on, until the server ends the watch, which it does every few minutes.</summary>
    /// <exception cref="KubeApiException">With <see cref="KubeApiException.IsExpired"/> when the version is no longer kept.</exception>
    /// <exception cref="TimeoutException">The watch fell silent or outlived its time.</exception>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lifetime = _client.Options.WatchTimeout * (1 + Random.Shared.NextDouble());
        var request = WatchRequest(options, lifetime);
        var decoder = new WatchDecoder<T>(_decoder, request);
        using var deadline = new CancellationTokenSource(lifetime + WatchGrace, _client.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var response = await _client.Sender.OpenAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var reader = new WatchReader(stream, _client.Options.MaxObjectBytes, _client.Options.WatchIdleTimeout, _client.Time);
        while (await ReadLineAsync(reader, either.Token, cancellationToken) is { } line)
        {
            if (decoder.Decode(line) is { } change)
            {
                yield return change;
            }
        }
    }

    /// <summary>Stores a new object and returns it as stored. Reviews are created too: what comes back is the verdict.</summary>
    public Task<T> CreateAsync(T resource, CancellationToken cancellationToken) => CreateAsync(resource, WriteOptions.Default, cancellationToken);

    /// <inheritdoc cref="CreateAsync(T, CancellationToken)"/>
    public Task<T> CreateAsync(T resource, WriteOptions options, CancellationToken cancellationToken) =>
        SendAsync(Write(HttpMethod.Post, CollectionPath(resource.Metadata?.Namespace), resource, options), cancellationToken);

    /// <summary>Creates what hangs below an object, for example the <c>token</c> of a service account.</summary>
    public Task<TSub> CreateSubresourceAsync<TSub>(NamespacedName key, string subresource, TSub body, CancellationToken cancellationToken)
        where TSub : class, IResource<TSub>
    {
        var request = new KubeRequest(HttpMethod.Post, $"{Path(key)}/{subresource}")
        {
            Query = WriteOptions.Default.ToQuery(_client.Options.FieldManager).ToString(),
            Body = ObjectEncoder.Encode(body, TSub.ResourceKind),
        };
        return _client.Resource<TSub>().SendAsync(request, cancellationToken);
    }

    /// <summary>Replaces an object; a conflict if it carries a <c>resourceVersion</c> and the stored one has another.</summary>
    public Task<T> UpdateAsync(T resource, CancellationToken cancellationToken) => UpdateAsync(resource, WriteOptions.Default, cancellationToken);

    /// <inheritdoc cref="UpdateAsync(T, CancellationToken)"/>
    public Task<T> UpdateAsync(T resource, WriteOptions options, CancellationToken cancellationToken) =>
        SendAsync(Write(HttpMethod.Put, Path(NamespacedName.Of(resource)), resource, options), cancellationToken);

    /// <summary>Replaces the status of an object and nothing else of it.</summary>
    public Task<T> UpdateStatusAsync(T resource, CancellationToken cancellationToken) =>
        UpdateStatusAsync(resource, WriteOptions.Default, cancellationToken);

    /// <inheritdoc cref="UpdateStatusAsync(T, CancellationToken)"/>
    public Task<T> UpdateStatusAsync(T resource, WriteOptions options, CancellationToken cancellationToken) =>
        SendAsync(Write(HttpMethod.Put, $"{Path(NamespacedName.Of(resource))}/status", resource, options), cancellationToken);

    /// <summary>Changes an object; with <see cref="Patch.Apply(System.Text.Json.Nodes.JsonObject)"/> also creates it.</summary>
    public Task<T> PatchAsync(NamespacedName key, Patch patch, CancellationToken cancellationToken) =>
        PatchAsync(key, patch, WriteOptions.Default, cancellationToken);

    /// <inheritdoc cref="PatchAsync(NamespacedName, Patch, CancellationToken)"/>
    public Task<T> PatchAsync(NamespacedName key, Patch patch, WriteOptions options, CancellationToken cancellationToken) =>
        SendAsync(PatchRequest(Path(key), patch, options), cancellationToken);

    /// <summary>Changes the status of an object and nothing else of it.</summary>
    public Task<T> PatchStatusAsync(NamespacedName key, Patch patch, CancellationToken cancellationToken) =>
        PatchStatusAsync(key, patch, WriteOptions.Default, cancellationToken);

    /// <inheritdoc cref="PatchStatusAsync(NamespacedName, Patch, CancellationToken)"/>
    public Task<T> PatchStatusAsync(NamespacedName key, Patch patch, WriteOptions options, CancellationToken cancellationToken) =>
        SendAsync(PatchRequest($"{Path(key)}/status", patch, options), cancellationToken);

    /// <summary>Asks for the object to be deleted; finalizers may keep it for a while.</summary>
    public Task DeleteAsync(NamespacedName key, CancellationToken cancellationToken) => DeleteAsync(key, new DeleteOptions(), cancellationToken);

    /// <inheritdoc cref="DeleteAsync(NamespacedName, CancellationToken)"/>
    public Task DeleteAsync(NamespacedName key, DeleteOptions options, CancellationToken cancellationToken) =>
        DeleteAsync(Path(key), new QueryString(), options, cancellationToken);

    /// <summary>Asks for all objects that <paramref name="selection"/> names to be deleted.</summary>
    public Task DeleteCollectionAsync(ListOptions selection, DeleteOptions options, CancellationToken cancellationToken) =>
        DeleteAsync(Kind.Path(selection.Namespace), selection.ToQuery(), options, cancellationToken);

    internal Task<ListPage<T>> ListPageAsync(ListOptions options, string? next, CancellationToken cancellationToken) =>
        ListPageAsync(options, next, static _ => { }, cancellationToken);

    /// <summary>All pages of one version. When it expires on the way the list starts over, at last without pages: that cannot expire.</summary>
    /// <param name="options">What to list.</param>
    /// <param name="begin">Called before the first page, and again when the list starts over.</param>
    /// <param name="take">Takes a page.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The version of the whole.</returns>
    internal async Task<string?> ListPagesAsync(ListOptions options, Action begin, Action<ListPage<T>> take, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                begin();
                var selection = attempt < 3 ? options : options with { Limit = 0 };
                var pages = new PagesAhead<T>((next, tellNext, token) => ListPageAsync(selection, next, tellNext, token));
                return await pages.TakeAllAsync(take, cancellationToken);
            }
            catch (KubeApiException e) when (e.IsExpired && attempt < 3 && string.IsNullOrEmpty(options.ResourceVersion))
            {
                // the server compacted its history between two pages
            }
        }
    }

    private static async Task<byte[]?> ReadLineAsync(WatchReader reader, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(either);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("the watch outlived its time");
        }
    }

    private Task<ListPage<T>> ListPageAsync(ListOptions options, string? next, Action<string?> tellNext, CancellationToken cancellationToken)
    {
        var limit = options.Limit ?? _client.Options.PageSize;
        var firstPage = string.IsNullOrEmpty(next); // a later page is of the first one's version and may not name one
        var query = (firstPage ? options : options with { ResourceVersion = null, ResourceVersionMatch = null }).ToQuery()
            .Add("limit", limit > 0 ? limit.ToString(CultureInfo.InvariantCulture) : null)
            .Add("continue", next);
        var request = KubeRequest.Get(Kind.Path(options.Namespace), query) with { As = options.MetadataOnly ? "PartialObjectMetadataList" : null };
        return _client.Sender.SendAsync(request, (response, token) => ReadPageAsync(response, tellNext, token), cancellationToken);
    }

    private KubeRequest WatchRequest(ListOptions options, TimeSpan lifetime) => KubeRequest.Get(
        Kind.Path(options.Namespace),
        options.ToQuery()
            .Add("watch", "true")
            .Add("allowWatchBookmarks", "true")
            .Add("sendInitialEvents", options.SendInitialEvents ? "true" : null)
            .Add("timeoutSeconds", ((int)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture))) with
    {
        As = options.MetadataOnly ? "PartialObjectMetadata" : null,
    };

    private KubeRequest Write(HttpMethod method, string path, T resource, WriteOptions options) => new(method, path)
    {
        Query = options.ToQuery(_client.Options.FieldManager).ToString(),
        Body = ObjectEncoder.Encode(resource, Kind),
        Repeatable = Kind.Kind.EndsWith("Review", StringComparison.Ordinal), // a question, which stores nothing
    };

    private KubeRequest PatchRequest(string path, Patch patch, WriteOptions options) => new(HttpMethod.Patch, path)
    {
        Query = options.ToQuery(_client.Options.FieldManager).ToString(),
        Body = patch.Body,
        ContentType = patch.ContentType,
        Repeatable = patch.IsApply,
    };

    private Task<T> SendAsync(KubeRequest request, CancellationToken cancellationToken) =>
        _client.Sender.SendAsync(request, ReadObjectAsync, cancellationToken);

    private Task<bool> DeleteAsync(string path, QueryString query, DeleteOptions options, CancellationToken cancellationToken) =>
        _client.Sender.SendAsync(
            new KubeRequest(HttpMethod.Delete, path)
            {
                Query = query.ToString(),
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    options with { Kind = "DeleteOptions", ApiVersion = "v1" }, EntitiesJsonContext.Default.DeleteOptions),
            },
            static (_, _) => Task.FromResult(true),
            cancellationToken);

    private async Task<T> ReadObjectAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response, _client.Options.MaxObjectBytes, cancellationToken);
        JsonLimits.CheckSyntax(body);
        return _decoder.Decode(body, out var failure) ?? throw new KubeDecodeException(failure!);
    }

    private async Task<ListPage<T>> ReadPageAsync(HttpResponseMessage response, Action<string?> tellNext, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new ListReader<T>(stream, _decoder, _client.Options.MaxObjectBytes, tellNext);
        return await reader.ReadAsync(cancellationToken);
    }

    private string CollectionPath(string? ns) => !Kind.Namespaced || !string.IsNullOrEmpty(ns)
        ? Kind.Path(Kind.Namespaced ? ns : null)
        : throw new ArgumentException($"{Kind.Kind} lives in a namespace, and none is named", nameof(ns));

    private string Path(NamespacedName key) => string.IsNullOrEmpty(key.Name)
        ? throw new ArgumentException("the name is missing", nameof(key))
        : $"{CollectionPath(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
}
