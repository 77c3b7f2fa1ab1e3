using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ServiceResolverTests : IDisposable
{
    private static readonly Backend Backend = new("ns", "svc", 443, false, "");
    private readonly TemporaryStore _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Resolve_OfAnExternalName_GoesThereAtTheAskedPort()
    {
        await Put("/services", "svc", """{"spec":{"type":"ExternalName","externalName":"api.example.com"}}""");

        Targets().Should().Equal("api.example.com:443");
    }

    [Fact]
    public async Task Resolve_OverSlices_TakesReadyAddressesAtTheTargetPort()
    {
        await Put("/services", "svc", """{"spec":{"ports":[{"port":80,"name":"http"},{"port":443,"name":"https"}]}}""");
        await Put(
            "discovery.k8s.io/endpointslices",
            "svc-1",
            """
            {"metadata":{"labels":{"kubernetes.io/service-name":"svc"}},"ports":[{"name":"http","port":8080},{"name":"https","port":8443}],
            "endpoints":[{"addresses":["10.0.0.1"]},{"addresses":["10.0.0.2"],"conditions":{"ready":false}},{"addresses":["10.0.0.3","10.0.0.4"],"conditions":{"ready":true}}]}
            """);
        await Put("discovery.k8s.io/endpointslices", "other", """{"ports":[{"name":"https","port":1}],"endpoints":[{"addresses":["10.9.9.9"]}]}""");

        Targets().Should().Equal("10.0.0.1:8443", "10.0.0.3:8443", "10.0.0.4:8443");
    }

    [Fact]
    public async Task Resolve_WithoutSlices_TakesEndpoints()
    {
        await Put("/services", "svc", """{"spec":{"ports":[{"port":443}]}}""");
        await Put(
            "/endpoints",
            "svc",
            """{"subsets":[{"addresses":[{"ip":"10.0.0.1"}],"notReadyAddresses":[{"ip":"10.0.0.2"}],"ports":[{"port":6443}]},{"addresses":[{"ip":"10.0.0.3"}],"ports":[{"name":"x","port":1}]}]}""");

        Targets().Should().Equal("10.0.0.1:6443");
    }

    [Theory]
    [InlineData(null, null, "ServiceNotFound", "service/svc in \"ns\" is not present")]
    [InlineData("""{"spec":{"ports":[{"port":80}]}}""", null, "ServicePortError", "service/svc in \"ns\" is not listening on port 443")]
    [InlineData("""{"spec":{"ports":[{"port":443}]}}""", null, "EndpointsNotFound", "cannot find endpoints for service/svc in \"ns\"")]
    [InlineData(
        """{"spec":{"ports":[{"port":443,"name":"https"}]}}""", """{"subsets":[]}""", "MissingEndpoints",
        "endpoints for service/svc in \"ns\" have no addresses with port name \"https\"")]
    [InlineData("""{"spec":{"ports":"none"}}""", null, "ServicePortError", "*")]
    [InlineData("""{"spec":{"ports":[{"port":443}]}}""", """{"subsets":[{"ports":[{"port":99999999}],"addresses":[{"ip":1}]}]}""", "MissingEndpoints", "*")]
    public async Task Resolve_OfWhatLeadsNowhere_SaysWhy(string? service, string? endpoints, string reason, string message)
    {
        await (service is null ? Task.CompletedTask : Put("/services", "svc", service));
        await (endpoints is null ? Task.CompletedTask : Put("/endpoints", "svc", endpoints));

        var failure = ServiceResolver.Resolve(_temporary.Store.Current, Backend).Failure!;

        failure.IsAvailable.Should().BeFalse();
        failure.Reason.Should().Be(reason);
        failure.Message.Should().Match(message);
    }

    private IEnumerable<string> Targets() =>
        ServiceResolver.Resolve(_temporary.Store.Current, Backend).Targets.Select(t => $"{t.Host}:{t.Port}");

    private Task Put(string resource, string name, string json)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        var metadata = document["metadata"] as JsonObject ?? [];
        document["metadata"] = metadata.DeepClone();
        document["metadata"]!["name"] = name;
        document["metadata"]!["namespace"] = "ns";
        document["kind"] = "X";
        document["apiVersion"] = "v1";
        return new OwnObjects(_temporary.Store, TimeProvider.System).EnsureAsync(new StoreKey(resource, "ns", name), _ => document);
    }
}
