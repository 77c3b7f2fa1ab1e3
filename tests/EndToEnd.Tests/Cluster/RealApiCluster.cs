namespace ImageStreams.EndToEnd.Tests;

/// <summary>For xunit: a <see cref="Cluster"/> without parameters.</summary>
public sealed class RealApiCluster() : Cluster(RealPlane.StartAsync, InstallationMode.Api, canStart: RealPlane.ReasonToSkip is null);
