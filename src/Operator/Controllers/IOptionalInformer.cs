using ImageStreams.Entities;

namespace ImageStreams.Operator;

/// <summary>An <see cref="OptionalInformer{T}"/> of whatever kind.</summary>
internal interface IOptionalInformer : IDisposable
{
    ResourceKind Kind { get; }

    /// <summary>Whether what there is has been read; also where there is nothing to read.</summary>
    bool HasSynced { get; }

    /// <summary>The objects and their versions.</summary>
    IEnumerable<string> Versions { get; }

    /// <summary>Begins or ends to watch the kind.</summary>
    Task FollowAsync(bool isServed, CancellationToken cancellationToken);

    Task WaitForSyncAsync(CancellationToken cancellationToken);

    Task StopAsync();
}
