namespace ImageStreams.ApiServer.Tests;

/// <summary>Tests that share one cluster; each works in a namespace of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<TestCluster>
{
    public const string Name = "cluster";
}
