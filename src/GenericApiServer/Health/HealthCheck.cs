namespace ImageStreams.GenericApiServer;

/// <summary>One thing that must be well.</summary>
/// <param name="Name">Shown in lists; also the last part of its own path.</param>
/// <param name="FindProblem">What is wrong; null when nothing is.</param>
public sealed record HealthCheck(string Name, Func<CancellationToken, ValueTask<string?>> FindProblem)
{
    /// <summary>Part of <c>/livez</c>: when it fails for long, only a new start helps.</summary>
    public bool IsForLiveness { get; init; } = true;

    /// <summary>Part of <c>/readyz</c>: while it fails, requests should go elsewhere.</summary>
    public bool IsForReadiness { get; init; } = true;
}
