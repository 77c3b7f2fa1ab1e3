using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>The rules of a door that also takes server-side apply.</summary>
internal interface IApplyStrategy<T> : IStrategy<T>
    where T : class, IResource<T>
{
    /// <summary>The object that an apply came to, without what is only there still because this server owns a part of it.</summary>
    T Settle(StoredObject<T> applied);

    /// <summary>The object as it is stored now, but without what an apply has brought into it: what it was to the rules of the kind before.</summary>
    /// <param name="old">The object before the apply; null when that made it.</param>
    /// <param name="prepared">What the apply was to make of it.</param>
    /// <param name="stored">The object now, after the apply and after what others wrote.</param>
    T Before(T? old, T prepared, T stored);

    /// <summary>Whether the rules of the kind add nothing to what was applied.</summary>
    bool IsComplete(T applied, T prepared);
}
