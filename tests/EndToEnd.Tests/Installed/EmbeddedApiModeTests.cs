namespace ImageStreams.EndToEnd.Tests;

public sealed class EmbeddedApiModeTests(EmbeddedApiCluster cluster) : ApiModeTests(cluster), IClassFixture<EmbeddedApiCluster>;
