using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

public sealed class EscalationGuardTests
{
    private static readonly AuthenticatedUser Alice = new() { Name = "alice", Groups = ["dev", "system:authenticated"] };
    private readonly StaticPolicy _policy = new();

    [Fact]
    public void Check_OfARoleWithMoreThanIsHeld_SaysWhat()
    {
        var check = () => Check("roles", "r1", """{"rules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods","secrets"]}]}""");

        var status = check.Should().Throw<ApiException>().Which.Status;

        status.Code.Should().Be(403);
        status.Message.Should().Be(
            """
            roles.rbac.authorization.k8s.io "r1" is forbidden: user "alice" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
            {APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}
            {APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}
            """);
    }

    [Fact]
    public void Check_OfWhatIsHeld_Passes()
    {
        Hold(StaticPolicy.Rule("get list", "", "pods secrets"));

        var check = () => Check("roles", "r1", """{"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]}]}""");

        check.Should().NotThrow();
    }

    [Fact]
    public void Check_WithTheVerbEscalate_Passes()
    {
        Hold(StaticPolicy.Rule("escalate", DefaultRoles.RbacGroup, "clusterroles", "r1"));

        var named = () => Check("clusterroles", "r1", """{"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""");
        var other = () => Check("clusterroles", "r2", """{"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""");

        named.Should().NotThrow();
        other.Should().Throw<ApiException>();
    }

    [Fact]
    public void Check_ForMasters_Passes()
    {
        var guard = new EscalationGuard(new RbacAuthorizer(_policy));

        var check = () => guard.Check(
            Alice with { Groups = [AuthenticatedUser.MastersGroup] },
            new StoreKey($"{DefaultRoles.RbacGroup}/clusterroles", "", "x"),
            Document("""{"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}"""),
            null);

        check.Should().NotThrow();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("""{"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}""", false)]
    public void Check_OfAnAggregatedRole_WantsEverything(string? previous, bool isAggregatedNow)
    {
        const string aggregated = """{"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}""";
        var check = () => Check("clusterroles", "agg", isAggregatedNow ? aggregated : "{}", previous);

        check.Should().Throw<ApiException>().WithMessage(
            "clusterroles.rbac.authorization.k8s.io \"agg\" is forbidden: must have cluster-admin privileges to use the aggregationRule");

        Hold(StaticPolicy.Rule("*", "*", "*"), new PolicyRule { Verbs = ["*"], NonResourceUrls = ["*"] });
        check.Should().NotThrow();
    }

    [Theory]
    [InlineData("rolebindings", "ns")]
    [InlineData("clusterrolebindings", "")]
    public void Check_OfABinding_AsksForTheRolesRulesOrTheVerbBind(string resource, string ns)
    {
        _policy.ClusterRoles["big"] = [StaticPolicy.Rule("*", "*", "*")];
        var bind = () => Check(resource, "b", """{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"big"}}""", ns: ns);

        bind.Should().Throw<ApiException>().Which.Message.Should()
            .StartWith($"{resource}.rbac.authorization.k8s.io \"b\" is forbidden: user \"alice\" ")
            .And.EndWith("not currently held:\n{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}");

        Hold(StaticPolicy.Rule("bind", DefaultRoles.RbacGroup, "clusterroles", "big"));
        bind.Should().NotThrow();
    }

    [Fact]
    public void Check_OfABindingToNoRole_SaysNotFound()
    {
        var bind = () => Check("rolebindings", "b", """{"roleRef":{"kind":"Role","name":"rx"}}""");

        bind.Should().Throw<ApiException>().WithMessage("rolebindings.rbac.authorization.k8s.io \"rx\" not found").Which.Code.Should().Be(404);
    }

    [Fact]
    public void Check_WhenABoundRoleIsGone_SaysSoBesides()
    {
        _policy.BindEverywhere("b", "gone", StaticPolicy.User("alice"));

        var check = () => Check("roles", "r", """{"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}""");

        check.Should().Throw<ApiException>().Which.Message.Should()
            .EndWith("Verbs:[\"get\"]}; resolution errors: [clusterrole.rbac.authorization.k8s.io \"gone\" not found]");
    }

    [Fact]
    public void Check_OfWhatTheGarbageCollectorChanges_Passes()
    {
        const string rules = "\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}]";
        var collect = () => Check(
            "roles", "r", "{\"metadata\":{\"name\":\"r\",\"finalizers\":[\"x\"],\"resourceVersion\":\"7\"}," + rules + "}", "{\"metadata\":{\"name\":\"r\"}," + rules + "}");
        var relabel = () => Check(
            "roles", "r", "{\"metadata\":{\"name\":\"r\",\"labels\":{\"a\":\"b\"}}," + rules + "}", "{\"metadata\":{\"name\":\"r\"}," + rules + "}");

        collect.Should().NotThrow();
        relabel.Should().Throw<ApiException>();
    }

    [Fact]
    public void Check_OfFieldsWithTheWrongType_IsABadRequest()
    {
        var check = () => Check("roles", "r", """{"rules":[{"verbs":"get"}]}""");

        check.Should().Throw<ApiException>().Which.Code.Should().Be(400);
    }

    private static JsonObject Document(string json) => JsonNode.Parse(json)!.AsObject();

    private void Hold(params PolicyRule[] rules)
    {
        _policy.ClusterRoles["held"] = rules;
        _policy.BindEverywhere("held", "held", StaticPolicy.User("alice"));
    }

    private void Check(string resource, string name, string document, string? previous = null, string? ns = null) =>
        new EscalationGuard(new RbacAuthorizer(_policy)).Check(
            Alice,
            new StoreKey($"{DefaultRoles.RbacGroup}/{resource}", ns ?? (resource.StartsWith("cluster", StringComparison.Ordinal) ? "" : "ns"), name),
            Document(document),
            previous is null ? null : Document(previous));
}
