using Xunit.Abstractions;

namespace ImageStreams.EndToEnd.Tests;

[OnRealControlPlane]
public sealed class RealPushTests(RealPushPlane plane, ITestOutputHelper output) : PushTests(plane, output), IClassFixture<RealPushPlane>;
