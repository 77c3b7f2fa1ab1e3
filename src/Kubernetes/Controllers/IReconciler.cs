namespace ImageStreams.Kubernetes;

/// <summary>Brings one object to where it should be.</summary>
/// <remarks>
/// It is told only the name: it looks at how things are now, not at what changed, because changes may come together, late, or twice, and
/// the caches that it reads may lag behind. Whatever it throws is tried again later, a <see cref="TerminalException"/> is not.
/// </remarks>
public interface IReconciler
{
    /// <summary>Does what is due and says when to come again.</summary>
    Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken);
}
