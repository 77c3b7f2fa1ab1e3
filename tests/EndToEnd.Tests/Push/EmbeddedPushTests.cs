using Xunit.Abstractions;

namespace ImageStreams.EndToEnd.Tests;

public sealed class EmbeddedPushTests(EmbeddedPushPlane plane, ITestOutputHelper output) : PushTests(plane, output), IClassFixture<EmbeddedPushPlane>;
