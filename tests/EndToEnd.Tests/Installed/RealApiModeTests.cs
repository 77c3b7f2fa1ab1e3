using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

[OnRealControlPlane]
public sealed class RealApiModeTests(RealApiCluster cluster) : ApiModeTests(cluster), IClassFixture<RealApiCluster>
{
    private const string Counted = "count/imagestreams.image.openshift.io";

    [ClusterFact]
    public async Task ObjectCountQuota_OfTheControlPlane_IsKept()
    {
        var ns = await Cluster.NamespaceAsync("quota");
        await Admin.RunAsync("create", "quota", "streams", "-n", ns, $"--hard={Counted}=1");
        await ExpectUsedAsync(ns, "0");
        var editor = Cluster.KubectlAs(await Cluster.UserAsync(ns, "editor", "edit"), ns);
        await Eventually.Succeeds(async () => await editor.ApplyAsync(StreamYaml.Of(ns, "one", StreamYaml.Following("same", "other"))), Collected);

        var refusal = await editor.FailAsync(StreamYaml.Of(ns, "two", StreamYaml.Following("same", "other")), "create", "-f", "-");
        await editor.ApplyAsync(StreamYaml.Of(ns, "one", StreamYaml.Following("same", "another")));

        refusal.Should().Contain("""imagestreams.image.openshift.io "two" is forbidden: exceeded quota: streams""");
        await ExpectUsedAsync(ns, "1");
        await editor.RunAsync("delete", "imagestream", "one");
        await ExpectUsedAsync(ns, "0");
        await editor.ApplyAsync(StreamYaml.Of(ns, "two", StreamYaml.Following("same", "other")));
    }

    private Task ExpectUsedAsync(string ns, string count) => Eventually.Succeeds(
        async () => ((string?)(await Admin.GetAsync("quota", "streams", "-n", ns))["status"]!["used"]?[Counted]).Should().Be(count), Collected);
}
