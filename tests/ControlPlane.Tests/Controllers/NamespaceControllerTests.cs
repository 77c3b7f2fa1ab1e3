using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

public sealed class NamespaceControllerTests(ControlPlaneFixture plane) : IClassFixture<ControlPlaneFixture>, IDisposable
{
    private readonly PlaneClient _client = new(plane.NewClient("admin"));

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Delete_EmptiesTheNamespaceOfAllKindsAndEndsIt()
    {
        var ns = await _client.NewNamespaceAsync("going");
        var path = await _client.DefineAsync("going.example.com", "Thing");
        await _client.ConfigMapAsync(ns, "a");
        await _client.OkAsync("POST", $"/api/v1/namespaces/{ns}/secrets", """{"metadata":{"name":"s"}}""");
        await _client.OkAsync("POST", $"{path}/namespaces/{ns}/things", """{"apiVersion":"going.example.com/v1","kind":"Thing","metadata":{"name":"t"}}""");

        var answer = await _client.OkAsync("DELETE", $"/api/v1/namespaces/{ns}");

        answer["status"]!["phase"]!.GetValue<string>().Should().Be("Terminating");
        await _client.GoneAsync($"/api/v1/namespaces/{ns}");
        foreach (var left in (string[])[$"/api/v1/namespaces/{ns}/configmaps", $"/api/v1/namespaces/{ns}/secrets", $"{path}/namespaces/{ns}/things"])
        {
            (await _client.OkAsync("GET", left))["items"]!.AsArray().Should().BeEmpty(left);
        }
    }

    [Fact]
    public async Task Delete_WhileAnObjectWaitsForItsFinalizer_TellsWhatRemains()
    {
        var ns = await _client.NewNamespaceAsync("held");
        await _client.ConfigMapAsync(ns, "held", finalizers: """["example.com/hold"]""");
        await _client.OkAsync("DELETE", $"/api/v1/namespaces/{ns}");

        await Eventually.Succeeds(async () =>
        {
            var conditions = (await _client.OkAsync("GET", $"/api/v1/namespaces/{ns}"))["status"]!["conditions"]!.AsArray();
            Message(conditions, "NamespaceContentRemaining").Should().Be("Some resources are remaining: configmaps. has 1 resource instances");
            Message(conditions, "NamespaceFinalizersRemaining").Should().Be("Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances");
            conditions.Select(c => c!["type"]!.GetValue<string>()).Should().Equal(
                "NamespaceDeletionDiscoveryFailure", "NamespaceDeletionGroupVersionParsingFailure", "NamespaceDeletionContentFailure", "NamespaceContentRemaining", "NamespaceFinalizersRemaining");
        });

        await _client.MergeAsync($"/api/v1/namespaces/{ns}/configmaps/held", """{"metadata":{"finalizers":null}}""");
        await _client.GoneAsync($"/api/v1/namespaces/{ns}");
    }

    [Fact]
    public async Task Delete_WhenAnAggregatedServerIsAway_WaitsAndSaysSo()
    {
        var ns = await _client.NewNamespaceAsync("foreign");
        await _client.OkAsync("POST", "/apis/apiregistration.k8s.io/v1/apiservices", """
            {"metadata":{"name":"v1.away.example.com"},"spec":{"group":"away.example.com","version":"v1","groupPriorityMinimum":1000,"versionPriority":10,
             "insecureSkipTLSVerify":true,"service":{"namespace":"default","name":"away"}}}
            """);

        await _client.OkAsync("DELETE", $"/api/v1/namespaces/{ns}");

        await Eventually.Succeeds(async () =>
        {
            var conditions = (await _client.OkAsync("GET", $"/api/v1/namespaces/{ns}"))["status"]!["conditions"]!.AsArray();
            Message(conditions, "NamespaceDeletionDiscoveryFailure").Should().StartWith("Discovery failed for some groups, 1 failing: ").And.Contain("away.example.com/v1");
        });
        await _client.OkAsync("DELETE", "/apis/apiregistration.k8s.io/v1/apiservices/v1.away.example.com");
        await _client.GoneAsync($"/api/v1/namespaces/{ns}");
    }

    [Fact]
    public async Task Create_GivesTheNamespaceItsAccountAndAuthority_AndGivesThemAgain()
    {
        var ns = await _client.NewNamespaceAsync("fresh");
        await Eventually.Succeeds(async () => await _client.OkAsync("GET", $"/api/v1/namespaces/{ns}/serviceaccounts/default"));
        await Eventually.Succeeds(async () => (await Authority(ns)).Should().StartWith("-----BEGIN CERTIFICATE-----"));

        await _client.OkAsync("DELETE", $"/api/v1/namespaces/{ns}/serviceaccounts/default");
        await _client.MergeAsync($"/api/v1/namespaces/{ns}/configmaps/kube-root-ca.crt", """{"data":{"ca.crt":"something else"}}""");

        await Eventually.Succeeds(async () => await _client.OkAsync("GET", $"/api/v1/namespaces/{ns}/serviceaccounts/default"));
        await Eventually.Succeeds(async () => (await Authority(ns)).Should().StartWith("-----BEGIN CERTIFICATE-----"));
    }

    [Fact]
    public async Task Start_MakesTheSystemsNamespaces()
    {
        var names = (await _client.OkAsync("GET", "/api/v1/namespaces"))["items"]!.AsArray().Select(n => n!["metadata"]!["name"]!.GetValue<string>());

        names.Should().Contain(["default", "kube-system", "kube-public", "kube-node-lease"]);
    }

    private static string Message(JsonArray conditions, string type) =>
        conditions.Single(c => c!["type"]!.GetValue<string>() == type && c["status"]!.GetValue<string>() == "True")!["message"]!.GetValue<string>();

    private async Task<string> Authority(string ns) =>
        (await _client.OkAsync("GET", $"/api/v1/namespaces/{ns}/configmaps/kube-root-ca.crt"))["data"]!["ca.crt"]!.GetValue<string>();
}
