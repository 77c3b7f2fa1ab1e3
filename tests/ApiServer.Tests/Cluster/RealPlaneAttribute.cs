using System.Reflection;
using ImageStreams.TestKit;
using Xunit.Sdk;

namespace ImageStreams.ApiServer.Tests;

/// <summary>The theory holds on a real control plane, behind its aggregator; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealPlaneAttribute : DataAttribute
{
    public RealPlaneAttribute() => Skip = ControlPlaneFactAttribute.ReasonToSkip;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[PlaneKind.Real]];
}
