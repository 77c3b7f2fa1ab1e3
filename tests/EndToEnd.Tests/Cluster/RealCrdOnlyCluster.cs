namespace ImageStreams.EndToEnd.Tests;

/// <summary>For xunit: a <see cref="Cluster"/> without parameters.</summary>
public sealed class RealCrdOnlyCluster() : Cluster(RealPlane.StartAsync, InstallationMode.CrdOnly, canStart: RealPlane.ReasonToSkip is null);
