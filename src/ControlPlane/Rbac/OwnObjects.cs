using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>Writes the objects that the control plane keeps itself: default roles, API services, published configuration.</summary>
/// <remarks>A write is decided on what stands in the store and decided again when that has changed meanwhile.</remarks>
internal sealed class OwnObjects(ObjectStore store, TimeProvider time)
{
    private static readonly WriteContext Self = new() { User = OwnIdentity.ApiServer, Manager = "kube-apiserver" };

    public ObjectStore Store => store;

    public static string ResourceOf<T>()
        where T : class, IResource<T> => $"{T.ResourceKind.Group}/{T.ResourceKind.Plural}";

    public static StoreKey KeyOf<T>(string ns, string name)
        where T : class, IResource<T> => new(ResourceOf<T>(), ns, name);

    /// <summary>Creates or changes an object: <paramref name="next"/> sees what stands (or null) and gives what shall (or null for no write).</summary>
    public Task EnsureAsync<T>(string ns, string name, Func<T?, T?> next)
        where T : class, IResource<T> => EnsureAsync(
            KeyOf<T>(ns, name),
            stored => next(stored?.Decode(T.JsonTypeInfo)) is { } wanted ? JsonSerializer.SerializeToNode(wanted, T.JsonTypeInfo)!.AsObject() : null);

    /// <inheritdoc cref="EnsureAsync{T}"/>
    public async Task EnsureAsync(StoreKey key, Func<StoredObject?, JsonObject?> next)
    {
        while (true)
        {
            var stored = store.Current.Find(key);
            if (next(stored) is not { } wanted)
            {
                return;
            }

            var result = stored is null
                ? await store.CreateAsync(key, EncodedObject.From(WithManagers(key, null, WithIdentity(wanted))))
                : await store.UpdateAsync(key, EncodedObject.From(WithManagers(key, stored.ToDocument(), wanted)), stored.Revision);
            if (result.Outcome is WriteOutcome.Written)
            {
                return;
            }

            if (result.Outcome is WriteOutcome.TooLarge)
            {
                throw new InvalidOperationException($"{key} is larger than the store takes");
            }
        }
    }

    /// <summary>Deletes the object if <paramref name="condition"/> holds for it as it stands.</summary>
    public async Task DeleteAsync(StoreKey key, Func<StoredObject, bool> condition)
    {
        while (store.Current.Find(key) is { } stored && condition(stored))
        {
            if ((await store.DeleteAsync(key, stored.Revision)).Outcome is WriteOutcome.Written or WriteOutcome.Missing)
            {
                return;
            }
        }
    }

    private JsonObject WithManagers(StoreKey key, JsonObject? old, JsonObject wanted)
    {
        if (BuiltInKinds.All.FirstOrDefault(r => r.StoreResource == key.Resource) is not { } resource)
        {
            return wanted;
        }

        var subresource = old is not null && resource.HasStatus && HasSameSpec(old, wanted) ? "status" : "";
        return old is null
            ? FieldOwnership.Created(resource, wanted, Self, time.GetUtcNow())
            : FieldOwnership.Updated(resource, wanted, old, subresource, Self, time.GetUtcNow());
    }

    private static bool HasSameSpec(JsonObject one, JsonObject other) =>
        JsonNode.DeepEquals(one["spec"], other["spec"]) && JsonNode.DeepEquals(one["metadata"].Field("labels"), other["metadata"].Field("labels"));

    private JsonObject WithIdentity(JsonObject document)
    {
        var metadata = document["metadata"]!.AsObject();
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = KubeTime(time.GetUtcNow());
        return document;
    }

    internal static string KubeTime(DateTimeOffset moment) =>
        moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
