using Xunit.Abstractions;
using Xunit.Sdk;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Makes the test cases of <see cref="IClusterFact"/>.</summary>
public sealed class ClusterFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ClusterTestCase(
            DiagnosticMessageSink,
            discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(),
            testMethod);
}
