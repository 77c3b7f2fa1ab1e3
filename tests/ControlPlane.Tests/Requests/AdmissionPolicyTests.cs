using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

public sealed class AdmissionPolicyTests(ControlPlaneFixture plane) : IClassFixture<ControlPlaneFixture>, IDisposable
{
    private const string Policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private const string Bindings = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";

    private readonly PlaneClient _admin = new(plane.NewClient("admin"));
    private readonly PlaneClient _alice = new(plane.NewClient("alice"));

    public void Dispose()
    {
        _admin.Dispose();
        _alice.Dispose();
    }

    [Fact]
    public async Task ABoundPolicy_RefusesTheWritesOfOthersInThatVersionOnly()
    {
        var ns = await _admin.NewNamespaceAsync("policy");
        var path = await _admin.DefineAsync("guarded.example.com", "Guarded");
        await _admin.OkAsync("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
            {"metadata":{"name":"alice-admin"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"User","name":"alice"}]}
            """);
        await _admin.OkAsync("POST", $"{path}/namespaces/{ns}/guardeds", Guarded("before"));
        await _admin.OkAsync("POST", Policies, Policy("request.userInfo.username in ['admin', 'system:serviceaccount:a:b']"));
        (await _alice.SendAsync("POST", $"{path}/namespaces/{ns}/guardeds", Guarded("unbound"))).Code.Should().Be(201, "a policy does nothing until it is bound");
        await _admin.OkAsync("POST", Bindings, """{"metadata":{"name":"guard"},"spec":{"policyName":"guard","validationActions":["Deny"]}}""");

        var (code, refusal) = await _alice.SendAsync("POST", $"{path}/namespaces/{ns}/guardeds", Guarded("after"));

        code.Should().Be(403);
        refusal["message"]!.GetValue<string>().Should().Be(
            "guardeds.guarded.example.com \"after\" is forbidden: ValidatingAdmissionPolicy 'guard' with binding 'guard' denied request: only the keeper writes");
        refusal["details"]!["causes"]![0]!["message"]!.GetValue<string>().Should().EndWith("denied request: only the keeper writes");
        (await _alice.SendAsync("DELETE", $"{path}/namespaces/{ns}/guardeds/before")).Code.Should().Be(403);
        (await _alice.SendAsync("PATCH", $"{path}/namespaces/{ns}/guardeds/before/status", """{"status":{"a":1}}""", "application/merge-patch+json")).Code.Should().Be(403);
        (await _alice.SendAsync("GET", $"{path}/namespaces/{ns}/guardeds/before")).Code.Should().Be(200, "reading is free");
        await _admin.OkAsync("DELETE", $"{path}/namespaces/{ns}/guardeds/before");
        await _alice.OkAsync("DELETE", $"/api/v1/namespaces/{ns}", null);
        await Eventually.Succeeds(async () => (await _admin.OkAsync("GET", $"/api/v1/namespaces/{ns}"))["status"]!["conditions"]!.ToJsonString()
            .Should().Contain("denied request", "not even the namespace controller may delete what the policy keeps"));
        await _admin.OkAsync("DELETE", $"{Bindings}/guard");
        await _admin.GoneAsync($"/api/v1/namespaces/{ns}");
        await _admin.OkAsync("DELETE", $"{Policies}/guard");
    }

    [Theory]
    [InlineData("object.metadata.name == 'a'", "spec.validations[0].expression: Invalid value: \"object.metadata.name == 'a'\": this control plane evaluates comparisons of request.userInfo.username only: 'request.userInfo.username' was expected at position 1")]
    [InlineData("request.userInfo.username.endsWith('a')", "this control plane evaluates comparisons of request.userInfo.username only: 'in' was expected at position 26")]
    public async Task AnExpressionThatIsNotEvaluated_IsRefusedAtOnce(string expression, string problem)
    {
        var (code, refusal) = await _admin.SendAsync("POST", Policies, Policy(expression));

        code.Should().Be(422);
        refusal["message"]!.GetValue<string>().Should().Contain(problem);
    }

    private static string Guarded(string name) => $$$"""{"apiVersion":"guarded.example.com/v1","kind":"Guarded","metadata":{"name":"{{{name}}}"}}""";

    private static string Policy(string expression) => $$"""
        {"metadata":{"name":"guard"},"spec":{"failurePolicy":"Fail","matchConstraints":{"matchPolicy":"Exact","resourceRules":[
          {"apiGroups":["guarded.example.com"],"apiVersions":["v1"],"operations":["CREATE","UPDATE","DELETE"],"resources":["guardeds","guardeds/status"]}] },
         "validations":[{"expression":"{{expression}}","message":"only the keeper writes","reason":"Forbidden"}]} }
        """;
}
