using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Whom the API server believes when the front proxy is a real aggregator.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RealFrontProxyTests(TestCluster clusters)
{
    private static readonly (string, string)[] Claims = [("X-Remote-User", "mallory"), ("X-Remote-Group", "system:masters")];

    [Theory]
    [RealPlane]
    public async Task Claims_PastTheAggregator_CountOnlyWithItsOwnCertificate(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var real = cluster.RealPlane;
        using var foreign = new TestCertificateAuthority("front-proxy-ca");

        (await ClaimAsync(cluster, null)).Should().Be(401);
        (await ClaimAsync(cluster, foreign.Client(RealControlPlane.FrontProxyName))).Should().Be(401);
        (await ClaimAsync(cluster, real.Authority.Client(RealControlPlane.FrontProxyName))).Should().Be(401, "users' certificates are another authority's");
        (await ClaimAsync(cluster, real.FrontProxyAuthority.Client("somebody"))).Should().Be(401, "that name is not allowed");
        (await ClaimAsync(cluster, real.FrontProxyAuthority.Client(RealControlPlane.FrontProxyName))).Should().Be(200);
    }

    [Theory]
    [RealPlane]
    public async Task Authority_ThatIsReplaced_IsFollowedWithoutARestart(PlaneKind plane)
    {
        var cluster = await TestCluster.StartAsync(plane);
        try
        {
            using var next = new TestCertificateAuthority("front-proxy-ca");
            (await ClaimAsync(cluster, next.Client(RealControlPlane.FrontProxyName))).Should().Be(401);

            await cluster.RealPlane.ReplaceFrontProxyAuthorityAsync();

            await Eventually.Succeeds(async () => (await cluster.Admin.GetAsync($"{ApiClient.Group}/imagestreams")).Expect(200), TimeSpan.FromMinutes(2));
            (await ClaimAsync(cluster, cluster.RealPlane.FrontProxyAuthority.Client(RealControlPlane.FrontProxyName))).Should().Be(200);
            (await ClaimAsync(cluster, next.Client(RealControlPlane.FrontProxyName))).Should().Be(401);

            // A name that is added to what is published counts from then on.
            var name = "requestheader-allowed-names";
            var published = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";
            (await cluster.Admin.MergeAsync(published, Objects.Parse($"{{data: {{{name}: '[\"somebody\"]'}}}}"))).Expect(200);
            await Eventually.Succeeds(
                async () => (await ClaimAsync(cluster, cluster.RealPlane.FrontProxyAuthority.Client("somebody"))).Should().Be(200));
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    private static async Task<int> ClaimAsync(TestCluster cluster, PemCertificate? certificate) =>
        (await cluster.Directly(null, certificate?.ToX509()).SendAsync(HttpMethod.Get, $"{ApiClient.Group}/imagestreams", null, null, null, Claims)).Code;
}
