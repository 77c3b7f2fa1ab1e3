namespace ImageStreams.EndToEnd.Tests;

/// <summary>For xunit: a <see cref="Cluster"/> without parameters.</summary>
public sealed class EmbeddedApiCluster() : Cluster(EmbeddedPlane.StartAsync, InstallationMode.Api, canStart: true);
