namespace ImageStreams.ControlPlane;

/// <summary>Whether the server of an API service can be used (docs/spec/aggregation.md#availability).</summary>
internal sealed record Availability(bool IsAvailable, string Reason, string Message)
{
    public static Availability Local { get; } = new(true, "Local", "Local APIServices are always available");

    public static Availability Passed { get; } = new(true, "Passed", "all checks passed");

    public static Availability No(string reason, string message) => new(false, reason, message);
}
