using Xunit.Abstractions;
using Xunit.Sdk;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>A test that may be skipped in one class and run in another.</summary>
public sealed class ClusterTestCase : XunitTestCase
{
    [Obsolete("xunit calls it when it reads a test case back")]
    public ClusterTestCase()
    {
    }

    public ClusterTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(diagnostics, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute)
    {
        var isReal = TestMethod.TestClass.Class.GetCustomAttributes(typeof(OnRealControlPlaneAttribute)).Any();
        return ((factAttribute as ReflectionAttributeInfo)?.Attribute as IClusterFact)?.ReasonToSkip(isReal);
    }
}
