using ImageStreams.TestKit;
using Xunit.Sdk;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// A test on a cluster, with the real kubectl. It stands in a base class and runs once for each class that inherits it: always on the embedded
/// control plane, and on a real one (<see cref="OnRealControlPlaneAttribute"/>) where there is one.
/// </summary>
/// <param name="programs">Programs that the test needs besides kubectl.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ImageStreams.EndToEnd.Tests.ClusterFactDiscoverer", "ImageStreams.EndToEnd.Tests")]
public sealed class ClusterFactAttribute(params string[] programs) : FactAttribute, IClusterFact
{
    public IReadOnlyList<string> Programs { get; } = ["kubectl", .. programs];

    public string? ReasonToSkip(bool isReal) =>
        isReal && RealPlane.ReasonToSkip is { } reason ? reason : new PeerFactAttribute([.. Programs]).Skip;
}
