namespace ImageStreams.EndToEnd.Tests;

public sealed class StandaloneOcTests(StandaloneOcPlane plane) : OcTests(plane), IClassFixture<StandaloneOcPlane>;
