using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>An object of the store with its served identity.</summary>
/// <param name="Value">The object; name, version and owners are those that users know.</param>
/// <param name="ManagedFields">Who owns which fields, as the store has it.</param>
internal sealed record StoredObject<T>(T Value, IReadOnlyList<ManagedFieldsEntry>? ManagedFields)
    where T : class, IResource<T>
{
    public string Version => Value.Metadata?.ResourceVersion ?? "";
}
