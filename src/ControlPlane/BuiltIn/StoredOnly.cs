namespace ImageStreams.ControlPlane;

/// <summary>Rules of kinds that are stored and not acted on.</summary>
internal static class StoredOnly
{
    public static KindRules Counting { get; } = new() { CountsGeneration = true };

    public static KindRules StatusWithMetadata { get; } = new() { StatusTakesMetadata = true };
}
