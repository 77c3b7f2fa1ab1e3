namespace ImageStreams.Kubernetes;

/// <summary>Where a controller's keys come from.</summary>
/// <param name="Begin">Starts to hand keys to the queue; disposing the result ends that.</param>
/// <param name="WaitForSync">Waits until the source knows everything that exists.</param>
internal sealed record ControllerSource(Func<Action<NamespacedName>, IDisposable> Begin, Func<CancellationToken, Task> WaitForSync);
