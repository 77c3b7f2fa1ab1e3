using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Objects that another API server keeps, behind an APIService.</summary>
internal interface IForeignObjects
{
    /// <summary>The uid of an object; empty when it does not exist, null when that cannot be found out now.</summary>
    Task<string?> FindUidAsync(GroupVersionKind kind, string ns, string name, CancellationToken cancellationToken);

    /// <summary>Deletes everything that other servers keep in a namespace, and says what could not be deleted or is still there.</summary>
    Task<ForeignRemains> EmptyNamespaceAsync(string ns, CancellationToken cancellationToken);
}
