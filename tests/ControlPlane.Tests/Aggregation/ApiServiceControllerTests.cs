using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ApiServiceControllerTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly AggregationFixture _fixture = new();

    public Task InitializeAsync() => _fixture.StartAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task Condition_OfAnAliveServer_FollowsWhatStandsInItsWay()
    {
        await _fixture.PutApiServiceAsync(spec => spec);
        await HasCondition("False ServiceNotFound: service/backend in \"default\" is not present");

        await _fixture.PutServiceAsync(_fixture.Backend.Port);
        await HasCondition("True Passed: all checks passed");

        await _fixture.PutApiServiceAsync(spec => spec with { CaBundle = null });
        await HasCondition("False FailedDiscoveryCheck: *");

        await _fixture.PutApiServiceAsync(spec => spec with { CaBundle = null, InsecureSkipTlsVerify = true });
        await HasCondition("True Passed: all checks passed");

        await _fixture.PutApiServiceAsync(spec => spec with { CaBundle = System.Text.Encoding.ASCII.GetBytes("no PEM") });
        await HasCondition("False FailedDiscoveryCheck: *");

        await _fixture.PutApiServiceAsync(spec => spec with { CaBundle = System.Text.Encoding.ASCII.GetBytes(_fixture.Certificates.Authority.Pem) });
        await HasCondition("False FailedDiscoveryCheck: *");

        await _fixture.PutApiServiceAsync(spec => spec);
        await HasCondition("True Passed: all checks passed");

        await _fixture.Objects.DeleteAsync(new StoreKey("/services", "default", "backend"), _ => true);
        await HasCondition("False ServiceNotFound: *");
    }

    [Fact]
    public async Task Condition_OfAServerWithAnotherName_IsNotAvailable()
    {
        await _fixture.PutServiceAsync(_fixture.Backend.Port);
        await _fixture.Objects.EnsureAsync(
            new StoreKey("/services", "default", "other"),
            _ => System.Text.Json.Nodes.JsonNode.Parse(
                """{"kind":"Service","apiVersion":"v1","metadata":{"name":"other","namespace":"default"},"spec":{"type":"ExternalName","externalName":"127.0.0.1"}}""")!.AsObject());

        await _fixture.PutApiServiceAsync(spec => spec with { Service = spec.Service! with { Name = "other" } });

        await HasCondition("False FailedDiscoveryCheck: *");
    }

    [Fact]
    public async Task Probe_OfAnAliveServer_AsksInOurNameAndLearnsWhatIsServed()
    {
        await _fixture.RegisterAsync();

        var api = _fixture.Apis.Remote.Single();
        var check = _fixture.Backend.Seen.First(r => r.Line == "GET /apis/zoo.example.com/v1");

        check.Headers["X-Remote-User"].Should().Be("system:kube-aggregator");
        check.Headers["X-Remote-Group"].Should().Be("system:masters");
        check.ClientCertificate.Should().Be("CN=front-proxy-client");
        var cats = _fixture.Catalog.Discovery.ResourcesOf(api).Should().ContainSingle().Subject;
        cats.Name.Should().Be("cats");
        cats.Verbs.Should().Equal("get", "list");
        cats.Subresources.Should().ContainSingle().Which.Name.Should().Be("status");
        await Eventually.Succeeds(() => _fixture.Catalog.OpenApi.V3UrlOf(api).Should().Be("/openapi/v3/apis/zoo.example.com/v1?hash=AB"));
        _fixture.Catalog.OpenApi.V2Of(api)!.ToJsonString().Should().Be(
            """{"paths":{"/apis/zoo.example.com/v1/cats":{"get":{"schema":{"$ref":"#/definitions/Cat"}}}},"definitions":{"Cat":{"type":"object"}}}""");
    }

    [Fact]
    public async Task Discovery_OfAServerThatDied_StaysUntilItsApiServiceGoes()
    {
        await _fixture.RegisterAsync();
        var api = _fixture.Apis.Remote.Single();
        await Eventually.Succeeds(() => _fixture.Catalog.OpenApi.V2Of(api).Should().NotBeNull());

        await _fixture.Backend.StopAsync();
        using (await _fixture.GetAsync($"{api.Path}/cats"))
        {
            await HasCondition("False FailedDiscoveryCheck: *");
        }

        _fixture.Catalog.Discovery.ResourcesOf(api).Should().NotBeEmpty();
        await _fixture.Objects.DeleteAsync(new StoreKey(AggregatedApis.Resource, "", api.Name), _ => true);
        await Eventually.Succeeds(() => _fixture.Catalog.Discovery.ResourcesOf(api).Should().BeEmpty());
        _fixture.Catalog.OpenApi.V2Of(api).Should().BeNull();
    }

    private Task HasCondition(string pattern) => Eventually.Succeeds(() => _fixture.Condition().Should().Match(pattern));
}
