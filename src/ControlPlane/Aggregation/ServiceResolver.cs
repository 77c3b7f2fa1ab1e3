using System.Net;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Finds the addresses behind a service (docs/spec/aggregation.md#services).</summary>
internal static class ServiceResolver
{
    private const string Services = "/services";
    private const string Endpoints = "/endpoints";
    private const string EndpointSlices = "discovery.k8s.io/endpointslices";
    private const string ServiceNameLabel = "kubernetes.io/service-name";

    public static ServiceResolution Resolve(StoreSnapshot state, Backend backend)
    {
        if (state.Find(new StoreKey(Services, backend.Namespace, backend.Service))?.ToDocument()["spec"] is not JsonObject spec)
        {
            return ServiceResolution.Failed("ServiceNotFound", $"service/{backend.Service} in \"{backend.Namespace}\" is not present");
        }

        if (spec.TextOf("type") == "ExternalName")
        {
            return ServiceResolution.To(new DnsEndPoint(spec.TextOf("externalName"), backend.Port));
        }

        if (spec.ObjectsOf("ports").FirstOrDefault(p => p.NumberOf("port") == backend.Port) is not { } port)
        {
            return ServiceResolution.Failed(
                "ServicePortError", $"service/{backend.Service} in \"{backend.Namespace}\" is not listening on port {backend.Port}");
        }

        var slices = Slices(state, backend).ToList();
        var found = slices.Count > 0
            ? slices.SelectMany(slice => Targets(slice, port.TextOf("name"))).ToList()
            : FromEndpoints(state, backend, port.TextOf("name"));
        return found switch
        {
            null => ServiceResolution.Failed(
                "EndpointsNotFound", $"cannot find endpoints for service/{backend.Service} in \"{backend.Namespace}\""),
            [] => ServiceResolution.Failed(
                "MissingEndpoints",
                $"endpoints for service/{backend.Service} in \"{backend.Namespace}\" have no addresses with port name \"{port.TextOf("name")}\""),
            _ => ServiceResolution.To([.. found]),
        };
    }

    /// <summary>The objects that a resolution rests on; when none of them changed, neither has its result.</summary>
    public static (object? Service, object Endpoints, object Slices) Inputs(StoreSnapshot state, Backend backend) =>
        (state.Find(new StoreKey(Services, backend.Namespace, backend.Service)), state.Table(Endpoints), state.Table(EndpointSlices));

    private static IEnumerable<JsonObject> Slices(StoreSnapshot state, Backend backend) => state.Table(EndpointSlices)
        .Range(backend.Namespace)
        .Where(s => s.Header.Labels.GetValueOrDefault(ServiceNameLabel) == backend.Service)
        .Select(s => s.ToDocument());

    private static IEnumerable<DnsEndPoint> Targets(JsonObject slice, string portName) =>
        from port in slice.ObjectsOf("ports")
        where port.TextOf("name") == portName && port.NumberOf("port") is > 0 and <= ushort.MaxValue
        from endpoint in slice.ObjectsOf("endpoints")
        where endpoint.Field("conditions").Field("ready") is not JsonValue ready || !ready.TryGetValue<bool>(out var isReady) || isReady
        from address in endpoint.TextsOf("addresses")
        select new DnsEndPoint(address, (int)port.NumberOf("port")!.Value);

    private static List<DnsEndPoint>? FromEndpoints(StoreSnapshot state, Backend backend, string portName) =>
        state.Find(new StoreKey(Endpoints, backend.Namespace, backend.Service))?.ToDocument() is not { } endpoints
            ? null
            : [..
                from subset in endpoints.ObjectsOf("subsets")
                from port in subset.ObjectsOf("ports")
                where port.TextOf("name") == portName && port.NumberOf("port") is > 0 and <= ushort.MaxValue
                from address in subset.ObjectsOf("addresses")
                select new DnsEndPoint(address.TextOf("ip"), (int)port.NumberOf("port")!.Value)];
}
