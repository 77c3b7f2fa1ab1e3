namespace ImageStreams.EndToEnd.Tests;

[OnRealControlPlane]
public sealed class RealOcTests(RealOcPlane plane) : OcTests(plane), IClassFixture<RealOcPlane>;
