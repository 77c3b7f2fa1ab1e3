using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using static ImageStreams.ControlPlane.Columns;

namespace ImageStreams.ControlPlane;

/// <summary>Tables of services and of what stands behind them.</summary>
internal static class ServiceColumns
{
    private const int ShownEndpoints = 3;

    public static TableLayout<JsonObject> Services { get; } = Table(
        Text("Type", "How the service is exposed.", d => Spec(d).Text("type")),
        Text("Cluster-IP", "Address in the cluster.", d => OrNone(Spec(d).Text("clusterIP"))),
        Text("External-IP", "Address outside.", External),
        Text("Port(s)", "Ports.", d => OrNone(string.Join(',', Spec(d).Objects("ports").Select(Port)))),
        Age,
        Text("Selector", "Pods behind the service.", d => Labels(Spec(d).FindChild("selector")), 1));

    public static TableLayout<JsonObject> Endpoints { get; } = Table(Text("Endpoints", "Addresses.", Addresses), Age);

    public static TableLayout<JsonObject> Slices { get; } = Table(
        Text("AddressType", "What the addresses are.", d => d.Text("addressType")),
        Text("Ports", "Ports.", d => Joined(d.Objects("ports").Select(p => p.Number("port") is { } n ? Count(n) : "*"), "<unset>")),
        Text("Endpoints", "Addresses.", d => Joined(d.Objects("endpoints").SelectMany(e => e.Texts("addresses")), "<unset>")),
        Age);

    private static JsonObject Spec(JsonObject document) => document.FindChild("spec") ?? [];

    private static string Port(JsonObject port)
    {
        var node = port.Number("nodePort") is > 0 and var n ? $":{Count(n)}" : "";
        return $"{Count(port.Number("port") ?? 0)}{node}/{port.Text("protocol")}";
    }

    private static string External(JsonObject document)
    {
        var spec = Spec(document);
        var ips = string.Join(',', spec.Texts("externalIPs"));
        return spec.Text("type") switch
        {
            "ExternalName" => spec.Text("externalName"),
            "LoadBalancer" => Ingress(document) is { Length: > 0 } ingress ? ingress : ips.Length > 0 ? ips : "<pending>",
            _ => OrNone(ips),
        };
    }

    private static string Ingress(JsonObject document) => string.Join(',', ((document.FindChild("status") ?? []).FindChild("loadBalancer") ?? [])
        .Objects("ingress").Select(i => i.Text("ip").Length > 0 ? i.Text("ip") : i.Text("hostname")));

    private static string Addresses(JsonObject document) => Joined(
        document.Objects("subsets").SelectMany(s => s.Objects("addresses").SelectMany(a => s.Objects("ports").DefaultIfEmpty().Select(p =>
            p is null ? a.Text("ip") : $"{a.Text("ip")}:{Count(p.Number("port") ?? 0)}"))),
        None);

    private static string Joined(IEnumerable<string> parts, string nothing)
    {
        var all = parts.ToList();
        var more = all.Count > ShownEndpoints ? $" + {Count(all.Count - ShownEndpoints)} more..." : "";
        return all.Count == 0 ? nothing : string.Join(',', all.Take(ShownEndpoints)) + more;
    }
}
