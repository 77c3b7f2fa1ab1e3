using System.Reflection;
using Xunit.Sdk;

namespace ImageStreams.ApiServer.Tests;

/// <summary>The theory holds on the embedded control plane.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EmbeddedPlaneAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[PlaneKind.Embedded]];
}
