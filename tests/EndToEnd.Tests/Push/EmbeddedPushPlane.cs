namespace ImageStreams.EndToEnd.Tests;

/// <summary>For xunit: a <see cref="PushPlane"/> without parameters.</summary>
public sealed class EmbeddedPushPlane() : PushPlane(EmbeddedPlane.StartAsync, canStart: true);
