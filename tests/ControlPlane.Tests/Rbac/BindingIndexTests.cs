using ImageStreams.Entities;

namespace ImageStreams.ControlPlane.Tests;

public sealed class BindingIndexTests
{
    [Fact]
    public void RolesOf_AUser_FindsNameGroupsAndServiceAccount()
    {
        var index = new BindingIndex(BoundRole.Of(Binding(
            "b", "ns", new Subject { Kind = "User", Name = "alice" }, new Subject { Kind = "Group", Name = "dev" },
            new Subject { Kind = "ServiceAccount", Name = "builder" }, new Subject { Kind = "ServiceAccount", Name = "ci", Namespace = "other" })));

        Found(index, "alice", [], "ns").Should().Equal("b");
        Found(index, "bob", ["x", "dev"], "ns").Should().Equal("b");
        Found(index, "system:serviceaccount:ns:builder", [], "ns").Should().Equal("b");
        Found(index, "system:serviceaccount:other:ci", [], "ns").Should().Equal("b");
        Found(index, "system:serviceaccount:other:builder", [], "ns").Should().BeEmpty();
        Found(index, "dev", ["alice"], "ns").Should().BeEmpty("a group is no user");
        Found(index, "alice", [], "elsewhere").Should().BeEmpty();
        Found(index, "alice", [], "").Should().BeEmpty();
    }

    [Fact]
    public void RolesOf_AUserBoundTwiceByOneBinding_HasItOnce()
    {
        var index = new BindingIndex(
        [
            .. BoundRole.Of(Binding("z", "ns", new Subject { Kind = "User", Name = "alice" })),
            .. BoundRole.Of(Binding("a", "ns", new Subject { Kind = "Group", Name = "dev" }, new Subject { Kind = "User", Name = "alice" })),
        ]);

        Found(index, "alice", ["dev"], "ns").Should().Equal("a", "z");
    }

    [Fact]
    public void Of_ASubjectThatMeansNobody_BindsNobody()
    {
        SubjectKey.Of(new Subject { Kind = "ServiceAccount", Name = "x" }, "").Should().BeNull();
        SubjectKey.Of(new Subject { Kind = "Robot", Name = "x" }, "ns").Should().BeNull();
    }

    [Fact]
    public void Describe_OfABoundRole_ReadsAsInTheRealReasons()
    {
        var role = new RoleRef { Kind = "Role", Name = "rx" };
        new BoundRole("b4", "default", role, new Subject { Kind = "User", Name = "alice" }).Describe()
            .Should().Be("RoleBinding \"b4/default\" of Role \"rx\" to User \"alice\"");
        new BoundRole("b5", "ns", role, new Subject { Kind = "ServiceAccount", Name = "sa" }).Describe()
            .Should().Be("RoleBinding \"b5/ns\" of Role \"rx\" to ServiceAccount \"sa/ns\"");
        new BoundRole("b6", "", role with { Kind = "ClusterRole" }, new Subject { Kind = "Group", Name = "g" }).Describe()
            .Should().Be("ClusterRoleBinding \"b6\" of ClusterRole \"rx\" to Group \"g\"");
    }

    private static IEnumerable<string> Found(BindingIndex index, string user, string[] groups, string ns) =>
        index.RolesOf(user, groups, ns).Select(b => b.Binding);

    private static RoleBinding Binding(string name, string ns, params Subject[] subjects) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = ns },
        RoleRef = new RoleRef { ApiGroup = DefaultRoles.RbacGroup, Kind = "ClusterRole", Name = "view" },
        Subjects = subjects,
    };
}
