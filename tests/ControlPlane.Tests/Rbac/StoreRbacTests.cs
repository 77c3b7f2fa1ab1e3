using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

public sealed class StoreRbacTests : IDisposable
{
    private static readonly AuthenticatedUser Alice = new() { Name = "alice" };
    private readonly TemporaryStore _temporary = new();
    private readonly OwnObjects _objects;
    private readonly RbacAuthorizer _authorizer;

    public StoreRbacTests()
    {
        _objects = new OwnObjects(_temporary.Store, TimeProvider.System);
        _authorizer = new RbacAuthorizer(new StoreRbacSource(_temporary.Store));
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Decide_RightAfterAWrite_KnowsIt()
    {
        await DefaultRolesWriter.RunAsync(_objects);
        MayListPods("a").Should().BeFalse();

        await BindView("a");

        MayListPods("a").Should().BeTrue();
        MayListPods("b").Should().BeFalse();
        await _objects.DeleteAsync(OwnObjects.KeyOf<RoleBinding>("a", "view"), _ => true);
        MayListPods("a").Should().BeFalse();
    }

    [Fact]
    public async Task Run_AtEveryStart_WritesOnlyWhatIsMissing()
    {
        await DefaultRolesWriter.RunAsync(_objects);
        var first = _temporary.Store.Current.Revision;

        await DefaultRolesWriter.RunAsync(_objects);
        _temporary.Store.Current.Revision.Should().Be(first);

        await _objects.EnsureAsync<ClusterRole>("", "system:discovery", r => r! with { Rules = [] });
        await _objects.DeleteAsync(OwnObjects.KeyOf<ClusterRoleBinding>("", "system:basic-user"), _ => true);
        await DefaultRolesWriter.RunAsync(_objects);

        new StoreRbacSource(_temporary.Store).FindClusterRole("system:discovery")!.Any(r => r.AllowsPath("get", "/api")).Should().BeTrue();
        _temporary.Store.Current.Find(OwnObjects.KeyOf<ClusterRoleBinding>("", "system:basic-user"))!.Header.Uid.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Run_OverABindingToAnotherRole_ReplacesIt()
    {
        await _objects.EnsureAsync<ClusterRoleBinding>("", "system:discovery", _ => new ClusterRoleBinding
        {
            Kind = "ClusterRoleBinding",
            ApiVersion = "rbac.authorization.k8s.io/v1",
            Metadata = new ObjectMeta { Name = "system:discovery" },
            RoleRef = new RoleRef { ApiGroup = DefaultRoles.RbacGroup, Kind = "ClusterRole", Name = "cluster-admin" },
            Subjects = [StaticPolicy.User("mallory")],
        });

        await DefaultRolesWriter.RunAsync(_objects);

        var binding = _temporary.Store.Current.Find(OwnObjects.KeyOf<ClusterRoleBinding>("", "system:discovery"))!.Decode(ClusterRoleBinding.JsonTypeInfo);
        binding.RoleRef!.Name.Should().Be("system:discovery");
        binding.Subjects.Should().ContainSingle().Which.Name.Should().Be("system:authenticated");
    }

    [Fact]
    public async Task Controller_WhenALabelledRoleComes_AddsItsRulesToViewEditAndAdmin()
    {
        await DefaultRolesWriter.RunAsync(_objects);
        await BindView("a");
        using var controller = new RoleAggregationController(_objects, TimeProvider.System, NullLogger<RoleAggregationController>.Instance);
        await controller.StartAsync(default);

        await _objects.EnsureAsync<ClusterRole>("", "streams", _ => new ClusterRole
        {
            Kind = "ClusterRole",
            ApiVersion = "rbac.authorization.k8s.io/v1",
            Metadata = new ObjectMeta { Name = "streams", Labels = new Dictionary<string, string> { ["rbac.authorization.k8s.io/aggregate-to-view"] = "true" } },
            Rules = [StaticPolicy.Rule("get", "image.openshift.io", "imagestreams")],
        });

        await Eventually.Succeeds(() => May("get", "image.openshift.io", "imagestreams", "a").Should().BeTrue());
        await Eventually.Succeeds(() => new StoreRbacSource(_temporary.Store).FindClusterRole("admin")!
            .Any(r => r.AllowsResource("get", "image.openshift.io", "imagestreams", "", "")).Should().BeTrue());
        await _objects.DeleteAsync(OwnObjects.KeyOf<ClusterRole>("", "streams"), _ => true);
        await Eventually.Succeeds(() => May("get", "image.openshift.io", "imagestreams", "a").Should().BeFalse());
        await controller.StopAsync(default);
    }

    [Fact]
    public async Task Source_OverAnObjectWithAFieldOfTheWrongType_GivesNothingAndGoesOn()
    {
        await DefaultRolesWriter.RunAsync(_objects);
        await BindView("a");
        await _objects.EnsureAsync(
            OwnObjects.KeyOf<RoleBinding>("a", "broken"),
            _ => System.Text.Json.Nodes.JsonNode.Parse("""{"kind":"RoleBinding","apiVersion":"v1","metadata":{"name":"broken","namespace":"a"},"subjects":"all"}""")!.AsObject());

        MayListPods("a").Should().BeTrue();
    }

    private Task BindView(string ns) => _objects.EnsureAsync<RoleBinding>(ns, "view", _ => new RoleBinding
    {
        Kind = "RoleBinding",
        ApiVersion = "rbac.authorization.k8s.io/v1",
        Metadata = new ObjectMeta { Name = "view", Namespace = ns },
        RoleRef = new RoleRef { ApiGroup = DefaultRoles.RbacGroup, Kind = "ClusterRole", Name = "view" },
        Subjects = [StaticPolicy.User("alice")],
    });

    private bool MayListPods(string ns) => May("list", "", "pods", ns);

    private bool May(string verb, string group, string resource, string ns) => _authorizer.Decide(new AuthorizationAttributes
    {
        User = Alice,
        IsResourceRequest = true,
        Verb = verb,
        Group = group,
        Resource = resource,
        Namespace = ns,
    }).IsAllowed;
}
