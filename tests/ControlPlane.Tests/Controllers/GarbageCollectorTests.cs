using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

public sealed class GarbageCollectorTests(ControlPlaneFixture plane) : IClassFixture<ControlPlaneFixture>, IDisposable
{
    private readonly PlaneClient _client = new(plane.NewClient("admin"));

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Background_TheOwnerGoesAtOnceAndItsDependentsFollow()
    {
        var ns = await _client.NewNamespaceAsync("gc");
        var owner = await _client.ConfigMapAsync(ns, "owner");
        var dependent = await _client.ConfigMapAsync(ns, "dependent", Owner("owner", owner));
        await _client.ConfigMapAsync(ns, "grandchild", Owner("dependent", dependent));
        await _client.ConfigMapAsync(ns, "bystander");

        await _client.OkAsync("DELETE", Map(ns, "owner"), """{"propagationPolicy":"Background"}""");

        (await _client.SendAsync("GET", Map(ns, "owner"))).Code.Should().Be(404);
        await _client.GoneAsync(Map(ns, "dependent"));
        await _client.GoneAsync(Map(ns, "grandchild"));
        (await _client.SendAsync("GET", Map(ns, "bystander"))).Code.Should().Be(200);
    }

    [Fact]
    public async Task Foreground_TheOwnerWaitsForThoseThatBlockIt()
    {
        var ns = await _client.NewNamespaceAsync("gc");
        var owner = await _client.ConfigMapAsync(ns, "owner");
        await _client.ConfigMapAsync(ns, "held", Owner("owner", owner, blocks: true), """["example.com/hold"]""");
        await _client.ConfigMapAsync(ns, "free", Owner("owner", owner));

        var answer = await _client.OkAsync("DELETE", Map(ns, "owner"), """{"propagationPolicy":"Foreground"}""");

        answer["metadata"]!["finalizers"]!.ToJsonString().Should().Be("""["foregroundDeletion"]""");
        await _client.GoneAsync(Map(ns, "free"));
        (await _client.OkAsync("GET", Map(ns, "held")))["metadata"]!["deletionTimestamp"].Should().NotBeNull();
        (await _client.SendAsync("GET", Map(ns, "owner"))).Code.Should().Be(200);

        await _client.MergeAsync(Map(ns, "held"), """{"metadata":{"finalizers":null}}""");
        await _client.GoneAsync(Map(ns, "owner"));
    }

    [Fact]
    public async Task Orphan_DependentsStayAndForgetTheirOwner()
    {
        var ns = await _client.NewNamespaceAsync("gc");
        var owner = await _client.ConfigMapAsync(ns, "owner");
        await _client.ConfigMapAsync(ns, "dependent", Owner("owner", owner));

        await _client.OkAsync("DELETE", Map(ns, "owner"), """{"propagationPolicy":"Orphan"}""");

        await _client.GoneAsync(Map(ns, "owner"));
        (await _client.OkAsync("GET", Map(ns, "dependent")))["metadata"]!["ownerReferences"].Should().BeNull();
    }

    [Fact]
    public async Task TwoOwners_OneGone_OnlyTheReferenceGoes()
    {
        var ns = await _client.NewNamespaceAsync("gc");
        var (first, second) = (await _client.ConfigMapAsync(ns, "first"), await _client.ConfigMapAsync(ns, "second"));
        await _client.ConfigMapAsync(ns, "dependent", $"[{Owner("first", first)[1..^1]},{Owner("second", second)[1..^1]}]");

        await _client.OkAsync("DELETE", Map(ns, "first"));

        await Eventually.Succeeds(async () =>
            (await _client.OkAsync("GET", Map(ns, "dependent")))["metadata"]!["ownerReferences"]!.AsArray().Should().ContainSingle()
                .Which!["name"]!.GetValue<string>().Should().Be("second"));
        await _client.OkAsync("DELETE", Map(ns, "second"));
        await _client.GoneAsync(Map(ns, "dependent"));
    }

    [Fact]
    public async Task AnOwnerOfThatNameButAnotherUid_IsNone()
    {
        var ns = await _client.NewNamespaceAsync("gc");
        await _client.ConfigMapAsync(ns, "owner");

        await _client.ConfigMapAsync(ns, "dependent", Owner("owner", "11111111-2222-3333-4444-555555555555"));

        await _client.GoneAsync(Map(ns, "dependent"));
        (await _client.SendAsync("GET", Map(ns, "owner"))).Code.Should().Be(200);
    }

    [Fact]
    public async Task AnOwnerInAnotherNamespace_IsNone()
    {
        var (here, there) = (await _client.NewNamespaceAsync("gc"), await _client.NewNamespaceAsync("gc"));
        var owner = await _client.ConfigMapAsync(there, "owner");

        await _client.ConfigMapAsync(here, "dependent", Owner("owner", owner));

        await _client.GoneAsync(Map(here, "dependent"));
    }

    [Fact]
    public async Task AnOwnerOfAnUnknownKind_KeepsItsDependents()
    {
        var ns = await _client.NewNamespaceAsync("gc");
        var owner = await _client.ConfigMapAsync(ns, "owner");
        await _client.ConfigMapAsync(ns, "kept", """[{"apiVersion":"nobody.example.com/v1","kind":"Thing","name":"t","uid":"u"}]""");
        await _client.ConfigMapAsync(ns, "collected", Owner("owner", owner));

        await _client.OkAsync("DELETE", Map(ns, "owner"));

        await _client.GoneAsync(Map(ns, "collected"));
        (await _client.SendAsync("GET", Map(ns, "kept"))).Code.Should().Be(200);
    }

    [Fact]
    public async Task ACustomResource_OwnsAndIsOwned()
    {
        var ns = await _client.NewNamespaceAsync("gc");
        var path = await _client.DefineAsync("gc.example.com", "Owner");
        var made = await _client.OkAsync("POST", $"{path}/namespaces/{ns}/owners", """{"apiVersion":"gc.example.com/v1","kind":"Owner","metadata":{"name":"o"}}""");
        var uid = made["metadata"]!["uid"]!.GetValue<string>();
        await _client.ConfigMapAsync(ns, "dependent", $$$"""[{"apiVersion":"gc.example.com/v1","kind":"Owner","name":"o","uid":"{{{uid}}}"}]""");

        await _client.OkAsync("DELETE", $"{path}/namespaces/{ns}/owners/o");

        await _client.GoneAsync(Map(ns, "dependent"));
    }

    private static string Map(string ns, string name) => $"/api/v1/namespaces/{ns}/configmaps/{name}";

    private static string Owner(string name, string uid, bool blocks = false) =>
        $$$"""[{"apiVersion":"v1","kind":"ConfigMap","name":"{{{name}}}","uid":"{{{uid}}}","blockOwnerDeletion":{{{(blocks ? "true" : "false")}}}}]""";
}
