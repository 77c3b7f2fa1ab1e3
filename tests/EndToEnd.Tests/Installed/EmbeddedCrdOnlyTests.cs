namespace ImageStreams.EndToEnd.Tests;

public sealed class EmbeddedCrdOnlyTests(EmbeddedCrdOnlyCluster cluster) : CrdOnlyTests(cluster), IClassFixture<EmbeddedCrdOnlyCluster>;
