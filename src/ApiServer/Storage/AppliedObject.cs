using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>What a server-side apply made.</summary>
/// <param name="Stored">The object.</param>
/// <param name="IsNew">Whether there was none before.</param>
internal sealed record AppliedObject<T>(StoredObject<T> Stored, bool IsNew)
    where T : class, IResource<T>;
