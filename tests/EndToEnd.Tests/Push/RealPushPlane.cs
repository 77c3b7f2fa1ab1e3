namespace ImageStreams.EndToEnd.Tests;

/// <summary>For xunit: a <see cref="PushPlane"/> without parameters.</summary>
public sealed class RealPushPlane() : PushPlane(RealPlane.StartAsync, canStart: RealPlane.ReasonToSkip is null);
