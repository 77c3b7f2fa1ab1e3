namespace ImageStreams.EndToEnd.Tests;

[OnRealControlPlane]
public sealed class RealApiModeTests(RealApiCluster cluster) : ApiModeTests(cluster), IClassFixture<RealApiCluster>;
