using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>The rules by which objects of a kind are written, at one of its doors.</summary>
/// <remarks>The order of a write: prepare, write the object, finish. What is thrown before the object is written leaves no trace.</remarks>
internal interface IStrategy<T>
    where T : class, IResource<T>
{
    /// <summary>The part of the object that the door writes; empty for the object itself.</summary>
    string Subresource { get; }

    /// <summary>What a new object becomes.</summary>
    /// <exception cref="GenericApiServer.ApiException">422 when it is not valid.</exception>
    Task<T> PrepareCreateAsync(T sent, WriteCall call);

    /// <summary>What a changed object becomes.</summary>
    /// <param name="old">The stored object.</param>
    /// <param name="sent">The object as the caller wants it.</param>
    /// <param name="call">Who wants it.</param>
    /// <exception cref="GenericApiServer.ApiException">422 when it is not valid.</exception>
    Task<T> PrepareUpdateAsync(T old, T sent, WriteCall call);

    /// <summary>Whether an update writes the object itself, and not only what <see cref="FinishAsync"/> writes.</summary>
    bool WritesObject(T stored, T prepared);

    /// <summary>Writes what cannot be written with the object.</summary>
    /// <param name="old">The object before the request; null when it is new.</param>
    /// <param name="prepared">What it was to become.</param>
    /// <param name="stored">The object as it is stored now.</param>
    /// <param name="call">Who wants it.</param>
    Task<StoredObject<T>> FinishAsync(T? old, T prepared, StoredObject<T> stored, WriteCall call);
}
