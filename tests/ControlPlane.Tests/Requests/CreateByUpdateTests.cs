namespace ImageStreams.ControlPlane.Tests;

public sealed class CreateByUpdateTests(ControlPlaneFixture plane) : IClassFixture<ControlPlaneFixture>, IDisposable
{
    private readonly PlaneClient _admin = new(plane.NewClient("admin"));
    private readonly PlaneClient _alice = new(plane.NewClient("alice"));

    public void Dispose()
    {
        _admin.Dispose();
        _alice.Dispose();
    }

    [Fact]
    public async Task Apply_OfWhatIsNotThere_NeedsTheRightToCreate()
    {
        var ns = await _admin.NewNamespaceAsync("create");
        await GrantAsync(ns, "patch");
        var path = $"/api/v1/namespaces/{ns}/configmaps/new";

        var (code, refusal) = await ApplyAsync(path);

        code.Should().Be(403);
        refusal["message"]!.GetValue<string>().Should().Be($"configmaps \"new\" is forbidden: User \"alice\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"{ns}\"");
        (await _admin.SendAsync("GET", path)).Code.Should().Be(404);
        await GrantAsync(ns, "create");
        (await ApplyAsync(path)).Code.Should().Be(201);
    }

    [Fact]
    public async Task Put_OfALeaseThatIsNotThere_NeedsTheRightToCreate()
    {
        var ns = await _admin.NewNamespaceAsync("create");
        await GrantAsync(ns, "update");
        var path = $"/apis/coordination.k8s.io/v1/namespaces/{ns}/leases/new";

        (await _alice.SendAsync("PUT", path, """{"metadata":{"name":"new"}}""")).Code.Should().Be(403);
        await GrantAsync(ns, "create");
        (await _alice.SendAsync("PUT", path, """{"metadata":{"name":"new"}}""")).Code.Should().Be(201);
    }

    private Task<(int Code, System.Text.Json.Nodes.JsonObject Body)> ApplyAsync(string path) =>
        _alice.SendAsync("PATCH", $"{path}?fieldManager=alice", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"new"}}""", "application/apply-patch+yaml");

    private async Task GrantAsync(string ns, string verb)
    {
        const string group = "rbac.authorization.k8s.io";
        await _admin.OkAsync("POST", $"/apis/{group}/v1/namespaces/{ns}/roles", $$"""
            {"metadata":{"name":"{{verb}}"},"rules":[{"verbs":["{{verb}}"],"apiGroups":["","coordination.k8s.io"],"resources":["configmaps","leases"]}]}
            """);
        await _admin.OkAsync("POST", $"/apis/{group}/v1/namespaces/{ns}/rolebindings", $$"""
            {"metadata":{"name":"{{verb}}"},"roleRef":{"apiGroup":"{{group}}","kind":"Role","name":"{{verb}}"},"subjects":[{"kind":"User","name":"alice"}]}
            """);
    }
}
