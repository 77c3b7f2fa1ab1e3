namespace ImageStreams.EndToEnd.Tests;

/// <summary>For xunit: a <see cref="Cluster"/> without parameters.</summary>
public sealed class EmbeddedCrdOnlyCluster() : Cluster(EmbeddedPlane.StartAsync, InstallationMode.CrdOnly, canStart: true);
