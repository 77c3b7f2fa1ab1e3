namespace ImageStreams.EndToEnd.Tests;

[OnRealControlPlane]
public sealed class RealCrdOnlyTests(RealCrdOnlyCluster cluster) : CrdOnlyTests(cluster), IClassFixture<RealCrdOnlyCluster>;
