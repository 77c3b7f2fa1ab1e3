using ImageStreams.Entities;

namespace ImageStreams.ControlPlane.Tests;

public sealed class DefaultRolesTests
{
    [Fact]
    public void Aggregation_OfTheDefaultRoles_BuildsViewIntoEditIntoAdmin()
    {
        var roles = AggregateAll(DefaultRoles.ClusterRoles);

        var (view, edit, admin) = (Rules(roles, "view"), Rules(roles, "edit"), Rules(roles, "admin"));
        PolicyRules.Missing(edit, view).Should().BeEmpty();
        PolicyRules.Missing(admin, edit).Should().BeEmpty();
        view.Any(r => r.AllowsResource("list", "", "configmaps", "", "")).Should().BeTrue();
        view.Any(r => r.AllowsResource("list", "", "secrets", "", "")).Should().BeFalse("a viewer must not read secrets");
        view.Any(r => r.AllowsResource("create", "", "configmaps", "", "")).Should().BeFalse();
        edit.Any(r => r.AllowsResource("create", "", "secrets", "", "")).Should().BeTrue();
        edit.Any(r => r.AllowsResource("create", "rbac.authorization.k8s.io", "roles", "", "")).Should().BeFalse();
        admin.Any(r => r.AllowsResource("create", "rbac.authorization.k8s.io", "roles", "", "")).Should().BeTrue();
        admin.Any(r => r.AllowsResource("update", "", "resourcequotas", "", "x")).Should().BeFalse();
    }

    [Fact]
    public void Next_OfAggregation_FollowsALabelledRoleAndItsEnd()
    {
        var roles = AggregateAll(DefaultRoles.ClusterRoles);
        var streams = new ClusterRole
        {
            Metadata = new ObjectMeta { Name = "streams", Labels = new Dictionary<string, string> { ["rbac.authorization.k8s.io/aggregate-to-view"] = "true" } },
            Rules = [new() { Verbs = ["get"], ApiGroups = ["image.openshift.io"], Resources = ["imagestreams"] }],
        };

        var with = RoleAggregation.Next(Find(roles, "view"), [.. roles, streams]);

        with.Should().NotBeNull().And.Subject.Any(r => r.AllowsResource("get", "image.openshift.io", "imagestreams", "", "x")).Should().BeTrue();
        RoleAggregation.Next(Find(roles, "view") with { Rules = with }, [.. roles, streams]).Should().BeNull("nothing is left to do");
        RoleAggregation.Next(Find(roles, "view") with { Rules = with }, roles).Should().BeEquivalentTo(Rules(roles, "view"), "the part is gone");
        RoleAggregation.Next(streams, roles).Should().BeNull("it is not made of others");
    }

    [Theory]
    [InlineData("In", "a,b", "a", true)]
    [InlineData("In", "a,b", "c", false)]
    [InlineData("In", "a", null, false)]
    [InlineData("NotIn", "a", "b", true)]
    [InlineData("NotIn", "a", null, true)]
    [InlineData("NotIn", "a", "a", false)]
    [InlineData("Exists", "", "x", true)]
    [InlineData("Exists", "", null, false)]
    [InlineData("DoesNotExist", "", null, true)]
    [InlineData("DoesNotExist", "", "x", false)]
    [InlineData("Sometimes", "", "x", false)]
    public void Matches_OfAnExpression_FollowsItsOperator(string op, string values, string? label, bool matches)
    {
        var selector = new LabelSelector
        {
            MatchExpressions = [new LabelSelectorRequirement { Key = "k", Operator = op, Values = values.Split(',') }],
        };
        var labels = label is null ? [] : new Dictionary<string, string> { ["k"] = label };

        RoleAggregation.Matches(selector, labels).Should().Be(matches);
    }

    [Fact]
    public void Next_OfAnUntouchedDefault_WritesNothing()
    {
        foreach (var role in DefaultRoles.ClusterRoles)
        {
            RoleReconciliation.Next(role with { Rules = role.AggregationRule is null ? role.Rules : [new() { Verbs = ["get"] }] }, role).Should().BeNull();
        }

        DefaultRoles.ClusterRoleBindings.Should().AllSatisfy(b => RoleReconciliation.Next(b, b).Should().BeNull());
        DefaultRoles.Roles.Should().AllSatisfy(r => RoleReconciliation.Next(r, r).Should().BeNull());
    }

    [Fact]
    public void Next_OfARoleThatLostSomething_PutsItBackAndKeepsWhatWasAdded()
    {
        var wanted = Find(DefaultRoles.ClusterRoles, "system:basic-user");
        var added = new PolicyRule { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"] };
        var existing = wanted with
        {
            Metadata = wanted.Metadata! with { Labels = new Dictionary<string, string> { ["mine"] = "1" } },
            Rules = [added, wanted.Rules![1]],
        };

        var next = RoleReconciliation.Next(existing, wanted);

        next!.Rules!.Select(r => r.Describe()).Should().Equal(
            added.Describe(),
            wanted.Rules[1].Describe(),
            """{APIGroups:["authorization.k8s.io"], Resources:["selfsubjectaccessreviews"], Verbs:["create"]}""",
            """{APIGroups:["authorization.k8s.io"], Resources:["selfsubjectrulesreviews"], Verbs:["create"]}""");
        next.Metadata!.Labels.Should().ContainKeys("mine", "kubernetes.io/bootstrapping");
    }

    [Fact]
    public void Next_OfAProtectedRole_LeavesItAlone()
    {
        var wanted = Find(DefaultRoles.ClusterRoles, "system:discovery");
        var annotations = new Dictionary<string, string> { ["rbac.authorization.kubernetes.io/autoupdate"] = "false" };
        var metadata = wanted.Metadata! with { Annotations = annotations };

        RoleReconciliation.Next(wanted with { Metadata = metadata, Rules = [] }, wanted).Should().BeNull();
        var binding = DefaultRoles.ClusterRoleBindings[0];
        RoleReconciliation.Next(binding with { Metadata = metadata, Subjects = [] }, binding).Should().BeNull();
        RoleReconciliation.MustReplace(binding with { Metadata = metadata, RoleRef = new RoleRef() }, binding).Should().BeFalse();
    }

    [Fact]
    public void Next_OfABindingThatLostItsSubjects_PutsThemBack()
    {
        var wanted = DefaultRoles.ClusterRoleBindings.Single(b => b.Metadata!.Name == "system:public-info-viewer");
        var mine = new Subject { Kind = "User", ApiGroup = DefaultRoles.RbacGroup, Name = "alice" };

        var next = RoleReconciliation.Next(wanted with { Subjects = [mine, wanted.Subjects![0]] }, wanted);

        next!.Subjects.Should().Equal(mine, wanted.Subjects[0], wanted.Subjects[1]);
        RoleReconciliation.MustReplace(wanted, wanted).Should().BeFalse();
        RoleReconciliation.MustReplace(wanted with { RoleRef = wanted.RoleRef! with { Name = "cluster-admin" } }, wanted).Should().BeTrue();
    }

    private static List<ClusterRole> AggregateAll(IReadOnlyList<ClusterRole> roles)
    {
        var all = roles.ToList();
        while (all.FindIndex(r => RoleAggregation.Next(r, all) is not null) is >= 0 and var i)
        {
            all[i] = all[i] with { Rules = RoleAggregation.Next(all[i], all) };
        }

        return all;
    }

    private static IReadOnlyList<PolicyRule> Rules(IEnumerable<ClusterRole> roles, string name) => Find(roles, name).Rules!;

    private static ClusterRole Find(IEnumerable<ClusterRole> roles, string name) => roles.Single(r => r.Metadata!.Name == name);
}
