using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>The metadata of an object as users see it and as it is stored: names, owners, managers (docs/spec/api.md#translation).</summary>
internal static class MetadataTranslation
{
    public static ObjectMeta ToServed(ObjectMeta? stored) => (stored ?? new ObjectMeta()) with
    {
        Name = stored?.Name is { } name ? StoredNames.ToServed(name) : null,
        GenerateName = stored?.GenerateName is { } prefix ? StoredNames.ToServed(prefix) : null,
        OwnerReferences = stored?.OwnerReferences?.Select(OwnerTranslation.ToServed).ToList(),
        ManagedFields = ManagedFieldsTranslation.ToServed(stored?.ManagedFields),
    };

    /// <param name="served">The metadata; its name can be stored.</param>
    /// <param name="managedFields">Those that are stored now; null when the object is new.</param>
    public static ObjectMeta ToStored(ObjectMeta? served, IReadOnlyList<ManagedFieldsEntry>? managedFields) => (served ?? new ObjectMeta()) with
    {
        Name = StoredNames.ToStored(served?.Name ?? ""),
        GenerateName = StoredNames.TryToStored(served?.GenerateName ?? "", out var prefix) ? prefix : null, // for the record: the name is there
        OwnerReferences = served?.OwnerReferences?.Select(OwnerTranslation.ToStored).ToList(),
        ManagedFields = ManagedFieldsTranslation.ToStored(served?.ManagedFields, managedFields),
    };
}
