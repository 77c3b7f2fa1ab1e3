using ImageStreams.Entities;

namespace ImageStreams.ControlPlane.Tests;

public sealed class PolicyRulesTests
{
    [Theory]
    [InlineData("pods", "pods", "", true)]
    [InlineData("pods", "pods", "log", false)]
    [InlineData("pods/log", "pods", "log", true)]
    [InlineData("pods/log", "pods", "", false)]
    [InlineData("*", "pods", "", true)]
    [InlineData("*", "pods", "log", true)]
    [InlineData("*/log", "pods", "log", true)]
    [InlineData("*/log", "pods", "", false)]
    [InlineData("*/log", "pods", "dialog", false)]
    [InlineData("pods/*", "pods", "log", false)] // no wildcard for subresources
    [InlineData("Pods", "pods", "", false)]
    [InlineData("/log", "", "log", true)]
    [InlineData("xpods/log", "pods", "log", false)]
    public void AllowsResource_ForAnEntry_MatchesAsTheRealOneDoes(string entry, string resource, string subresource, bool allowed)
    {
        var rule = new PolicyRule { Verbs = ["get"], ApiGroups = [""], Resources = [entry] };

        rule.AllowsResource("get", "", resource, subresource, "x").Should().Be(allowed);
    }

    [Theory]
    [InlineData("get", "apps", "deployments", "web", true)]
    [InlineData("list", "apps", "deployments", "web", false)]
    [InlineData("get", "", "deployments", "web", false)]
    [InlineData("get", "apps", "deployments", "other", false)]
    [InlineData("get", "apps", "deployments", "", false)] // a list, or a create: no name to compare
    public void AllowsResource_WithNames_AsksForAllParts(string verb, string group, string resource, string name, bool allowed)
    {
        var rule = new PolicyRule { Verbs = ["get"], ApiGroups = ["apps"], Resources = ["deployments"], ResourceNames = ["web"] };

        rule.AllowsResource(verb, group, resource, "", name).Should().Be(allowed);
    }

    [Theory]
    [InlineData("/healthz", "/healthz", true)]
    [InlineData("/healthz", "/healthz/", false)]
    [InlineData("/healthz*", "/healthz/etcd", true)]
    [InlineData("/apis/*", "/apis/apps/v1", true)]
    [InlineData("/apis/*", "/apis", false)]
    [InlineData("*", "/anything", true)]
    [InlineData("/a*b", "/axb", false)] // only at the end
    public void AllowsPath_ForAnEntry_MatchesAsTheRealOneDoes(string entry, string path, bool allowed)
    {
        var rule = new PolicyRule { Verbs = ["get"], NonResourceUrls = [entry] };

        rule.AllowsPath("get", path).Should().Be(allowed);
        rule.AllowsPath("post", path).Should().BeFalse();
        rule.AllowsResource("get", "", path, "", "").Should().BeFalse("a path is no resource");
    }

    [Fact]
    public void Missing_OfWhatIsHeldInPieces_IsEmpty()
    {
        PolicyRule[] held =
        [
            new() { Verbs = ["get"], ApiGroups = [""], Resources = ["pods", "secrets"] },
            new() { Verbs = ["*"], ApiGroups = ["apps"], Resources = ["*/status"] },
            new() { Verbs = ["get"], NonResourceUrls = ["/api*"] },
        ];

        PolicyRules.Missing(
            held,
            [
                new() { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"], ResourceNames = ["a"] },
                new() { Verbs = ["*", "get"], ApiGroups = ["apps"], Resources = ["deployments/status", "*/status"] },
                new() { Verbs = ["get"], NonResourceUrls = ["/api", "/apis/*"] },
            ]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("*", "", "pods", null)] // all verbs are more than each verb known
    [InlineData("get", "*", "pods", null)]
    [InlineData("get", "", "*", null)]
    [InlineData("get", "", "pods/status", null)]
    [InlineData("get", "", "secrets", null)] // held for one name only
    [InlineData("get", "", "secrets", "b")]
    public void Missing_OfMoreThanIsHeld_NamesIt(string verb, string group, string resource, string? name)
    {
        PolicyRule[] held =
        [
            new() { Verbs = ["get", "list"], ApiGroups = [""], Resources = ["pods"] },
            new() { Verbs = ["get"], ApiGroups = [""], Resources = ["secrets"], ResourceNames = ["a"] },
        ];
        var wanted = new PolicyRule { Verbs = [verb], ApiGroups = [group], Resources = [resource], ResourceNames = name is null ? null : [name] };

        PolicyRules.Missing(held, [wanted]).Should().Equal(new Right(verb, group, resource, name, null));
    }

    [Fact]
    public void Join_OfRights_ReadsAsInTheRealMessages()
    {
        PolicyRule[] wanted =
        [
            new() { Verbs = ["get", "list"], ApiGroups = [""], Resources = ["secrets", "pods"] },
            new() { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"], ResourceNames = ["b", "a"] },
            new() { Verbs = ["get"], NonResourceUrls = ["/metrics"] },
        ];

        PolicyRules.Join(PolicyRules.Missing([], wanted)).Select(r => r.Describe()).Should().Equal(
            """{APIGroups:[""], Resources:["pods"], ResourceNames:["a"], Verbs:["get"]}""",
            """{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get"]}""",
            """{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}""",
            """{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}""",
            """{NonResourceURLs:["/metrics"], Verbs:["get"]}""");
    }
}
