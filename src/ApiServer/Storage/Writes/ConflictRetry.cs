using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>
/// The patience of one request with others who write the same object: it waits a little longer each time, and never as long as they do
/// (docs/spec/api.md#conflicts).
/// </summary>
internal sealed class ConflictRetry(TimeProvider time)
{
    private const int MaxAttempts = 50;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    private int _failures;

    /// <summary>Whether the refusal says that the object has been written or made meanwhile, and another attempt may go through.</summary>
    /// <remarks>A conflict with causes is one of field managers: it stays.</remarks>
    public bool Allows(ApiException refusal) =>
        refusal.Status is { Reason: "Conflict" or "AlreadyExists", Details: null or { Causes: null or { Count: 0 } } } && IsLeft;

    /// <summary>Whether there is another attempt.</summary>
    public bool IsLeft => _failures + 1 < MaxAttempts;

    /// <summary>Lets the others finish.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var longest = First * Math.Pow(2, Math.Min(_failures++, 10));
        return Task.Delay((longest < Longest ? longest : Longest) * Random.Shared.NextDouble(), time, cancellationToken);
    }
}
