using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>The objects of one kind in the control plane, under the names that users know.</summary>
/// <remarks>Every call throws <see cref="ApiException"/> with the control plane's refusal, in the words of the served kind.</remarks>
internal sealed class StoredObjects<T>(StoredDecoder<T> decoder, StoreChannel channel, TimeProvider time)
    where T : class, IResource<T>
{
    private const string TableOrObject = "application/json;as=Table;v=v1;g=meta.k8s.io, application/json";

    public StoredKind<T> Kind => decoder.Kind;

    public Task<StoredObject<T>> GetAsync(string ns, string name, StoreCaller caller) => GetAsync(ns, name, "", caller);

    /// <param name="ns">Namespace; empty for a cluster-wide kind.</param>
    /// <param name="name">Served name.</param>
    /// <param name="version">The least version wanted; empty is the newest.</param>
    /// <param name="caller">For whom.</param>
    /// <exception cref="ApiException">Among others 404 when there is none.</exception>
    public async Task<StoredObject<T>> GetAsync(string ns, string name, string version, StoreCaller caller)
    {
        var answer = await channel.SendAsync(
            new StoreRequest(HttpMethod.Get, PathOf(ns, name)) { Query = [new("resourceVersion", version)] }, caller);
        return decoder.Decode(answer.Body);
    }

    /// <summary>The stored object as it came, for who reads little of it.</summary>
    /// <exception cref="ApiException">Among others 404 when there is none.</exception>
    public async Task<byte[]> ReadAsync(string ns, string name, StoreCaller caller) =>
        (await channel.SendAsync(new StoreRequest(HttpMethod.Get, PathOf(ns, name)), caller)).Body;

    /// <summary>The version of an object as it is now, however large the object: a table of it without the object is a line.</summary>
    /// <exception cref="ApiException">Among others 404 when there is none.</exception>
    /// <exception cref="JsonException">The answer is not JSON.</exception>
    public async Task<string?> ReadVersionAsync(string ns, string name, StoreCaller caller)
    {
        var answer = await channel.SendAsync(
            new StoreRequest(HttpMethod.Get, PathOf(ns, name)) { Query = [new("includeObject", "None")], Accept = TableOrObject }, caller);
        return StoredVersion.Find(answer.Body);
    }

    /// <summary>The object; null when there is none of the name.</summary>
    public async Task<StoredObject<T>?> FindAsync(string ns, string name, StoreCaller caller)
    {
        try
        {
            return await GetAsync(ns, name, caller);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return null;
        }
    }

    /// <summary>Begins a list; the items come while they are asked for.</summary>
    public async Task<StoredPage<T>> ListAsync(string ns, ListQuery query, StoreCaller caller)
    {
        SelectorTranslation.Ensure(query.FieldSelector, [.. Kind.Fields.Keys]);
        var response = await channel.OpenAsync(new StoreRequest(HttpMethod.Get, CollectionOf(ns)) { Query = ListParameters(query) }, caller);
        return new(decoder, response, SelectorTranslation.OursOf(query.FieldSelector));
    }

    /// <summary>Begins a watch; it ends with the control plane, with the caller, or with an error as its last event.</summary>
    public async Task<IAsyncEnumerable<WatchNotification>> WatchAsync(string ns, ListQuery query, StoreCaller caller)
    {
        SelectorTranslation.Ensure(query.FieldSelector, [.. Kind.Fields.Keys]);
        var response = await channel.OpenAsync(new StoreRequest(HttpMethod.Get, CollectionOf(ns)) { Query = WatchParameters(query) }, caller);
        return new StoredWatch<T>(decoder, response, SelectorTranslation.OursOf(query.FieldSelector), query.BeginsWithState, time)
            .EventsAsync(caller.CancellationToken);
    }

    public async Task<StoredObject<T>> CreateAsync(T value, WriteQuery query, StoreCaller caller) => decoder.Decode((await channel.SendAsync(
        new StoreRequest(HttpMethod.Post, CollectionOf(value.Metadata?.Namespace ?? ""))
        {
            Query = WriteParameters(query),
            Body = decoder.Encode(value, null),
        },
        caller)).Body);

    /// <summary>Replaces an object, or one subresource of it; a conflict if it carries another version than the stored one.</summary>
    public async Task<StoredObject<T>> UpdateAsync(
        T value, IReadOnlyList<ManagedFieldsEntry>? managedFields, string subresource, WriteQuery query, StoreCaller caller) => decoder.Decode((await channel.SendAsync(
        new StoreRequest(HttpMethod.Put, PathOf(value.Metadata?.Namespace ?? "", value.Metadata?.Name ?? "", subresource))
        {
            Query = WriteParameters(query),
            Body = decoder.Encode(value, managedFields),
        },
        caller)).Body);

    /// <summary>Server-side apply; creates the object if need be.</summary>
    /// <returns>The object, and whether it is new.</returns>
    public async Task<AppliedObject<T>> ApplyAsync(
        JsonObject document, string ns, string name, string subresource, WriteQuery query, StoreCaller caller)
    {
        var answer = await channel.SendAsync(
            new StoreRequest(HttpMethod.Patch, PathOf(ns, name, subresource))
            {
                Query = WriteParameters(query),
                Body = KubeJson.ToUtf8(DocumentTranslation.ToStored(document)),
                ContentType = "application/apply-patch+yaml",
            },
            caller);
        return new(decoder.Decode(answer.Body), answer.Code == 201);
    }

    /// <summary>Asks for an object to be deleted.</summary>
    public async Task<Deletion<T>> DeleteAsync(string ns, string name, DeleteQuery query, StoreCaller caller)
    {
        var answer = await channel.SendAsync(new StoreRequest(HttpMethod.Delete, PathOf(ns, name)) { Body = DeletionOf(query) }, caller);
        return IsStatus(answer.Body)
            ? new(StatusTranslation.ToServed(JsonSerializer.Deserialize(answer.Body, EntitiesJsonContext.Default.Status)!), null)
            : new(null, decoder.Decode(answer.Body).Value);
    }

    /// <summary>Deletes what a list would show, and lists it; by a selector that the control plane understands.</summary>
    public async Task<StoredPage<T>> DeleteCollectionAsync(string ns, ListQuery selection, DeleteQuery query, StoreCaller caller)
    {
        var response = await channel.OpenAsync(
            new StoreRequest(HttpMethod.Delete, CollectionOf(ns)) { Query = ListParameters(selection), Body = DeletionOf(query) }, caller);
        return new(decoder, response, FieldSelectorExpression.Everything);
    }

    /// <summary>The kind alone tells: an object has a status, too, which is another thing than that of a Status.</summary>
    private static bool IsStatus(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = 20_000 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKind = reader.ValueTextEquals("kind");
            reader.Read();
            if (isKind)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("Status");
            }

            reader.Skip();
        }

        return false;
    }

    private static byte[] DeletionOf(DeleteQuery query) => KubeJson.ToUtf8(
        new DeleteOptions
        {
            Kind = "DeleteOptions",
            ApiVersion = "v1",
            DryRun = query.DryRun ? ["All"] : null,
            GracePeriodSeconds = query.GracePeriodSeconds,
            Preconditions = query.Preconditions,
            PropagationPolicy = query.PropagationPolicy,
            OrphanDependents = query.OrphanDependents,
        },
        EntitiesJsonContext.Default.DeleteOptions);

    private static List<KeyValuePair<string, string>> ListParameters(ListQuery query) =>
    [
        new("labelSelector", query.LabelSelector.ToString()),
        new("fieldSelector", SelectorTranslation.ToStored(query.FieldSelector)),
        new("resourceVersion", query.ResourceVersion),
        new("resourceVersionMatch", query.ResourceVersionMatch),
        new("limit", query.Limit > 0 ? query.Limit.ToString(CultureInfo.InvariantCulture) : ""),
        new("continue", query.Continue),
        new("timeoutSeconds", query.Timeout is { } timeout ? ((long)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture) : ""),
    ];

    private static List<KeyValuePair<string, string>> WatchParameters(ListQuery query) =>
    [
        .. ListParameters(query),
        new("watch", "true"),
        new("allowWatchBookmarks", query.AllowWatchBookmarks ? "true" : ""),
        new("sendInitialEvents", query.SendInitialEvents switch { true => "true", false => "false", null => "" }),
    ];

    private static List<KeyValuePair<string, string>> WriteParameters(WriteQuery query) =>
    [
        new("dryRun", query.DryRun ? "All" : ""),
        new("fieldManager", query.FieldManager),
        new("fieldValidation", query.FieldValidation.ToString()),
        new("force", query.Force ? "true" : ""),
    ];

    private string CollectionOf(string ns) => Kind.Stored.Path(ns.Length == 0 ? null : ns);

    /// <exception cref="ApiException">404 for a name under which nothing can be stored.</exception>
    private string PathOf(string ns, string name, string subresource = "")
    {
        if (!StoredNames.TryToStored(name, out var stored))
        {
            throw ApiException.NotFound(Kind.GroupResource, name);
        }

        var path = $"{CollectionOf(ns)}/{Uri.EscapeDataString(stored)}";
        return subresource.Length == 0 ? path : $"{path}/{subresource}";
    }
}
