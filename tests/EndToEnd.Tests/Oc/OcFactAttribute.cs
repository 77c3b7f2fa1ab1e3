using ImageStreams.TestKit;
using Xunit.Sdk;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>A test with the <c>oc</c> of <c>KUBEBUILDER_ASSETS</c>; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ImageStreams.EndToEnd.Tests.ClusterFactDiscoverer", "ImageStreams.EndToEnd.Tests")]
public sealed class OcFactAttribute : FactAttribute, IClusterFact
{
    public string? ReasonToSkip(bool isReal) => isReal ? ReasonToSkipReal : ReasonToSkipAll;

    /// <summary>Why <c>oc</c> can be tried nowhere; null when it can.</summary>
    public static string? ReasonToSkipAll => RealControlPlane.FindProgram("oc") is null ? "needs KUBEBUILDER_ASSETS: a folder that has oc" : null;

    /// <summary>Why <c>oc</c> cannot be tried on a real control plane; null when it can.</summary>
    public static string? ReasonToSkipReal => new ControlPlaneFactAttribute("oc", "kube-controller-manager").Skip;
}
