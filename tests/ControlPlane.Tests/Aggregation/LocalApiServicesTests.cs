using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

public sealed class LocalApiServicesTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();
    private readonly OwnObjects _objects;
    private readonly AggregatedApis _apis;

    public LocalApiServicesTests()
    {
        _objects = new OwnObjects(_temporary.Store, TimeProvider.System);
        _apis = new AggregatedApis(_temporary.Store);
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Register_OfBuiltInGroups_OrdersThemAsTheRealOneDoes()
    {
        await RegisterAsync();

        _apis.InOrder.Select(s => $"{s.Group}/{s.Version}").Should().Equal("/v1", "apps/v1", "autoscaling/v2", "autoscaling/v1", "rbac.authorization.k8s.io/v1");
        var core = Find("v1.")!;
        core.Metadata!.Labels.Should().Contain("kube-aggregator.kubernetes.io/automanaged", "onstart");
        core.Spec.Should().Be(new APIServiceSpec { Version = "v1", GroupPriorityMinimum = 18000, VersionPriority = 1 });
        ApiServiceConditions.IsAvailable(core).Should().BeTrue();
        core.Status!.Conditions!.Single().Message.Should().Be("Local APIServices are always available");
    }

    [Fact]
    public async Task Register_Again_LeavesWhatSomebodyChanged()
    {
        await RegisterAsync();
        await _objects.EnsureAsync<APIService>("", "v1.apps", s => s! with { Spec = s.Spec! with { VersionPriority = 99 } });
        var revision = _temporary.Store.Current.Revision;

        await RegisterAsync();

        _temporary.Store.Current.Revision.Should().Be(revision);
        Find("v1.apps")!.Spec!.VersionPriority.Should().Be(99);
    }

    [Fact]
    public async Task Controller_OverCustomResources_FollowsWhatTheyServe()
    {
        await RegisterAsync();
        using var controller = new LocalApiServiceController(_objects, TimeProvider.System, NullLogger<LocalApiServiceController>.Instance);
        await controller.StartAsync(default);

        await PutDefinition("True", ("v1", true), ("v2", false), ("v1beta1", true));
        await Eventually.Succeeds(() => Names().Should().BeEquivalentTo("v1.zoo.example.com", "v1beta1.zoo.example.com"));
        Find("v1.zoo.example.com")!.Spec.Should().Be(
            new APIServiceSpec { Group = "zoo.example.com", Version = "v1", GroupPriorityMinimum = 1000, VersionPriority = 100 });

        await _objects.DeleteAsync(OwnObjects.KeyOf<APIService>("", "v1.zoo.example.com"), _ => true);
        await Eventually.Succeeds(() => Find("v1.zoo.example.com").Should().NotBeNull("it comes back as long as it is served"));

        await PutDefinition("True", ("v1", false), ("v2", true));
        await Eventually.Succeeds(() => Names().Should().BeEquivalentTo("v2.zoo.example.com"));
        await PutDefinition("False", ("v2", true));
        await Eventually.Succeeds(() => Names().Should().BeEmpty());
        await controller.StopAsync(default);
    }

    /// <summary>Ours while the custom resource serves the version and the object says so; another server's when it does not, or the label is off.</summary>
    [Fact]
    public async Task Controller_OverAServiceOnAServedVersion_TakesItBackUnlessTheLabelIsOff()
    {
        using var controller = new LocalApiServiceController(_objects, TimeProvider.System, NullLogger<LocalApiServiceController>.Instance);
        await controller.StartAsync(default);
        await PutDefinition("True", ("v1", true));
        await Eventually.Succeeds(() => Names().Should().HaveCount(1));

        await Redirect("true");
        await Eventually.Succeeds(() => _apis.Find("zoo.example.com", "v1").Should().BeNull());
        await Redirect("false");
        await PutDefinition("True", ("v1", true), ("v2", true));
        await Eventually.Succeeds(() => Names().Should().HaveCount(2));
        _apis.Find("zoo.example.com", "v1")!.Backend.Host.Should().Be("svc.ns.svc");

        await PutDefinition("True", ("v2", true));
        await _objects.DeleteAsync(OwnObjects.KeyOf<APIService>("", "v2.zoo.example.com"), _ => true);
        await Eventually.Succeeds(() => Find("v2.zoo.example.com").Should().NotBeNull());
        _apis.Find("zoo.example.com", "v1").Should().NotBeNull("it was never ours to delete");
        await controller.StopAsync(default);
    }

    [Theory]
    [InlineData("v1", "v2")]
    [InlineData("v1beta2", "v1")]
    [InlineData("v1alpha9", "v1beta1")]
    [InlineData("v1beta1", "v1beta2")]
    [InlineData("v1beta3", "v2beta1")]
    [InlineData("foo", "v1alpha1")]
    [InlineData("foo", "bar")]
    [InlineData("v1gamma1", "v1alpha1")]
    [InlineData("v1beta", "v1alpha1")]
    public void Compare_OfVersions_PrefersTheMoreStableOne(string lesser, string greater)
    {
        ApiVersionOrder.Instance.Compare(lesser, greater).Should().BeNegative();
        ApiVersionOrder.Instance.Compare(greater, lesser).Should().BePositive();
        ApiVersionOrder.Instance.Compare(lesser, lesser).Should().Be(0);
    }

    private Task RegisterAsync() => LocalApiServiceController.RegisterAsync(
        _objects, [("rbac.authorization.k8s.io", "v1"), ("autoscaling", "v1"), ("autoscaling", "v2"), ("", "v1"), ("apps", "v1")], TimeProvider.System);

    private APIService? Find(string name) =>
        _temporary.Store.Current.Find(OwnObjects.KeyOf<APIService>("", name))?.Decode(APIService.JsonTypeInfo);

    private IEnumerable<string> Names() => _temporary.Store.Current.Table(AggregatedApis.Resource).Range()
        .Select(s => s.Header.Name).Where(n => n.EndsWith("zoo.example.com", StringComparison.Ordinal));

    private Task Redirect(string label) => _objects.EnsureAsync<APIService>("", "v1.zoo.example.com", s => s! with
    {
        Metadata = s.Metadata! with { Labels = new Dictionary<string, string> { [LocalApiServices.AutoManagedLabel] = label } },
        Spec = s.Spec! with { Service = new ServiceReference { Namespace = "ns", Name = "svc", Port = 443 } },
    });

    private Task PutDefinition(string established, params (string Name, bool Served)[] versions) => _objects.EnsureAsync<CustomResourceDefinition>(
        "",
        "cats.zoo.example.com",
        stored => new CustomResourceDefinition
        {
            Kind = "CustomResourceDefinition",
            ApiVersion = "apiextensions.k8s.io/v1",
            Metadata = stored?.Metadata ?? new ObjectMeta { Name = "cats.zoo.example.com" },
            Spec = new CustomResourceDefinitionSpec
            {
                Group = "zoo.example.com",
                Versions = [.. versions.Select(v => new CustomResourceDefinitionVersion { Name = v.Name, Served = v.Served })],
            },
            Status = new CustomResourceDefinitionStatus { Conditions = [new Condition { Type = "Established", Status = established }] },
        });
}
