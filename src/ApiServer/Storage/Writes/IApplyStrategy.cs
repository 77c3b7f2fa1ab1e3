using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>The rules of a door that also takes server-side apply.</summary>
internal interface IApplyStrategy<T> : IStrategy<T>
    where T : class, IResource<T>
{
    /// <summary>The object that an apply came to, without what is only there still because this server owns a part of it.</summary>
    T Settle(StoredObject<T> applied);

    /// <summary>Whether the rules of the kind add nothing to what was applied.</summary>
    bool IsComplete(T applied, T prepared);
}
