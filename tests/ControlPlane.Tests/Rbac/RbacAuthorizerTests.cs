using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

public sealed class RbacAuthorizerTests
{
    private static readonly AuthenticatedUser Alice = new() { Name = "alice", Groups = ["dev", "system:authenticated"] };

    [Fact]
    public void Decide_ByEachKindOfBinding_SaysWhichOneAllows()
    {
        var policy = new StaticPolicy();
        policy.ClusterRoles["reader"] = [StaticPolicy.Rule("get", "", "pods")];
        policy.ClusterRoles["lister"] = [StaticPolicy.Rule("list", "", "pods")];
        policy.Roles[("a", "writer")] = [StaticPolicy.Rule("create", "", "pods")];
        policy.BindEverywhere("everywhere", "reader", StaticPolicy.User("alice"));
        policy.Bind("a", "here", "ClusterRole", "lister", StaticPolicy.Group("dev"));
        policy.Bind("a", "own", "Role", "writer", StaticPolicy.User("alice"));
        var authorizer = new RbacAuthorizer(policy);

        authorizer.Decide(Pods("get", "")).Reason.Should().Be("RBAC: allowed by ClusterRoleBinding \"everywhere\" of ClusterRole \"reader\" to User \"alice\"");
        authorizer.Decide(Pods("list", "a")).Reason.Should().Be("RBAC: allowed by RoleBinding \"here/a\" of ClusterRole \"lister\" to Group \"dev\"");
        authorizer.Decide(Pods("create", "a")).Reason.Should().Be("RBAC: allowed by RoleBinding \"own/a\" of Role \"writer\" to User \"alice\"");
        authorizer.Decide(Pods("list", "b")).Should().Be(AuthorizationDecision.NoOpinion);
        authorizer.Decide(Pods("list", "")).Should().Be(AuthorizationDecision.NoOpinion, "rights in a namespace are none across all");
    }

    [Fact]
    public void Decide_OverABindingToNoRole_SaysSoAndGoesOn()
    {
        var policy = new StaticPolicy().BindEverywhere("b1", "gone", StaticPolicy.User("alice")).Bind("a", "b2", "Role", "lost", StaticPolicy.User("alice"));
        policy.ClusterRoles["reader"] = [StaticPolicy.Rule("get", "", "pods")];
        policy.Bind("a", "b3", "ClusterRole", "reader", StaticPolicy.User("alice"));
        var authorizer = new RbacAuthorizer(policy);

        authorizer.Decide(Pods("get", "a")).IsAllowed.Should().BeTrue();
        authorizer.Decide(Pods("list", "a")).Should().Be(new AuthorizationDecision(
            AuthorizationVerdict.NoOpinion,
            "RBAC: [clusterrole.rbac.authorization.k8s.io \"gone\" not found, role.rbac.authorization.k8s.io \"lost\" not found]"));
        authorizer.RulesFor(Alice, "b").Error.Should().Be("clusterrole.rbac.authorization.k8s.io \"gone\" not found");
    }

    [Fact]
    public void Decide_ForMasters_AllowsWithoutAnyRole()
    {
        var decision = new RbacAuthorizer(new StaticPolicy()).Decide(Pods("anything", "x") with
        {
            User = new AuthenticatedUser { Name = "root", Groups = [AuthenticatedUser.MastersGroup] },
        });

        decision.IsAllowed.Should().BeTrue();
    }

    [Fact]
    public void Decide_OnAPath_TakesClusterRolesOnly()
    {
        var policy = new StaticPolicy();
        policy.ClusterRoles["metrics"] = [new PolicyRule { Verbs = ["get"], NonResourceUrls = ["/metrics"] }, StaticPolicy.Rule("*", "*", "*")];
        policy.BindEverywhere("m", "metrics", StaticPolicy.User("alice"));
        var authorizer = new RbacAuthorizer(policy);

        authorizer.Decide(new AuthorizationAttributes { User = Alice, Verb = "get", Path = "/metrics" }).IsAllowed.Should().BeTrue();
        authorizer.Decide(new AuthorizationAttributes { User = Alice, Verb = "get", Path = "/debug" }).IsAllowed.Should().BeFalse("rights on all resources are none on paths");
    }

    /// <summary>Random policies and questions: the indexed decision and one that looks at everything agree.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Decide_OverRandomPolicies_AgreesWithANaiveEvaluator(int seed)
    {
        var random = new Random(seed);
        var allowed = 0;
        const int rounds = 400;
        for (var round = 0; round < rounds; round++)
        {
            var policy = RandomPolicy(random);
            var authorizer = new RbacAuthorizer(policy);
            for (var i = 0; i < 20; i++)
            {
                var question = RandomQuestion(random);
                var expected = NaiveRbac.Allows(policy, question);
                authorizer.Decide(question).IsAllowed.Should().Be(expected, "round {0}: {1}", round, question);
                allowed += expected ? 1 : 0;
            }
        }

        allowed.Should().BeInRange(rounds, rounds * 19, "the questions must tell the two apart");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Missing_OverRandomRules_IsEmptyOnlyIfEveryQuestionAllowedByOneIsAllowedByTheOther(int seed)
    {
        var random = new Random(seed);
        var covered = 0;
        for (var round = 0; round < 2000; round++)
        {
            var held = Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomRule(random)).ToList();
            var wanted = RandomRule(random);
            if (PolicyRules.Missing(held, [wanted]).Count > 0)
            {
                continue;
            }

            covered++;
            for (var i = 0; i < 50; i++)
            {
                var question = RandomQuestion(random);
                if (NaiveRbac.Allows(wanted, question))
                {
                    held.Exists(h => NaiveRbac.Allows(h, question)).Should().BeTrue("{0} is covered", wanted.Describe());
                }
            }
        }

        covered.Should().BeGreaterThan(50);
    }

    private static AuthorizationAttributes Pods(string verb, string ns) =>
        new() { User = Alice, IsResourceRequest = true, Verb = verb, Resource = "pods", Namespace = ns };

    private static StaticPolicy RandomPolicy(Random random)
    {
        var policy = new StaticPolicy();
        for (var i = 0; i < 4; i++)
        {
            policy.ClusterRoles[$"c{i}"] = [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomRule(random))];
            policy.Roles[(Pick(random, "n1", "n2"), $"r{i}")] = [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomRule(random))];
        }

        for (var i = 0; i < 6; i++)
        {
            policy.BindEverywhere($"cb{i}", $"c{random.Next(5)}", RandomSubject(random), RandomSubject(random));
            var kind = Pick(random, "Role", "ClusterRole");
            policy.Bind(Pick(random, "n1", "n2"), $"b{i}", kind, $"{(kind == "Role" ? "r" : "c")}{random.Next(5)}", RandomSubject(random));
        }

        return policy;
    }

    private static Subject RandomSubject(Random random) => random.Next(3) switch
    {
        0 => StaticPolicy.User(Pick(random, "u1", "u2", "u3", "u4")),
        1 => StaticPolicy.Group(Pick(random, "g1", "g2", "g3")),
        _ => new Subject { Kind = "ServiceAccount", Name = Pick(random, "s1", "s2"), Namespace = Pick(random, "n1", "n2", "") },
    };

    private static PolicyRule RandomRule(Random random) => random.Next(5) == 0
        ? new PolicyRule { Verbs = [Pick(random, "get", "post", "*")], NonResourceUrls = [Pick(random, "/a", "/a/*", "/b*", "*")] }
        : new PolicyRule
        {
            Verbs = [Pick(random, "get", "list", "*"), Pick(random, "update", "get")],
            ApiGroups = [Pick(random, "", "apps", "*")],
            Resources = [Pick(random, "pods", "pods/log", "*/log", "*", "secrets"), Pick(random, "pods", "secrets/log")],
            ResourceNames = random.Next(3) == 0 ? [Pick(random, "x", "y")] : null,
        };

    private static AuthorizationAttributes RandomQuestion(Random random)
    {
        var user = new AuthenticatedUser
        {
            Name = Pick(random, "u1", "u2", "u3", "system:serviceaccount:n1:s1", "system:serviceaccount:n2:s2"),
            Groups = random.Next(2) == 0 ? [] : [Pick(random, "g1", "g2"), "g3"],
        };
        return random.Next(5) == 0
            ? new AuthorizationAttributes { User = user, Verb = Pick(random, "get", "post"), Path = Pick(random, "/a", "/a/b", "/bc", "/c") }
            : new AuthorizationAttributes
            {
                User = user,
                IsResourceRequest = true,
                Verb = Pick(random, "get", "list", "update", "delete"),
                Group = Pick(random, "", "apps"),
                Resource = Pick(random, "pods", "secrets"),
                Subresource = Pick(random, "", "log"),
                Namespace = Pick(random, "", "n1", "n2"),
                Name = Pick(random, "", "x", "y"),
            };
    }

    private static string Pick(Random random, params string[] values) => values[random.Next(values.Length)];
}
