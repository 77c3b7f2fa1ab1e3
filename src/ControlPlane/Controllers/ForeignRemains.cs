namespace ImageStreams.ControlPlane;

/// <summary>What is left in a namespace on other API servers.</summary>
/// <param name="Remaining">Numbers of objects by <c>plural.group</c>.</param>
/// <param name="DiscoveryFailures">Group versions whose server did not say what it has, and why.</param>
/// <param name="DeletionFailures">What could not be deleted, and why.</param>
internal sealed record ForeignRemains(
    IReadOnlyDictionary<string, int> Remaining, IReadOnlyList<string> DiscoveryFailures, IReadOnlyList<string> DeletionFailures)
{
    public static ForeignRemains None { get; } = new(new Dictionary<string, int>(), [], []);
}
