using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using static ImageStreams.ControlPlane.Columns;

namespace ImageStreams.ControlPlane;

/// <summary>The table of pods: what stands in their status, put together.</summary>
internal static class PodColumns
{
    public static TableLayout<JsonObject> Pods { get; } = Table(
        Text("Ready", "Ready containers of all.", Ready),
        Text("Status", "What the pod is doing.", State),
        Text("Restarts", "How often containers were restarted.", d => Count(Status(d).Objects("containerStatuses").Sum(c => c.Number("restartCount") ?? 0))),
        Age,
        Text("IP", "Address of the pod.", d => OrNone(Status(d).Text("podIP")), 1),
        Text("Node", "Node that it runs on.", d => OrNone(Spec(d).Text("nodeName")), 1),
        Text("Nominated Node", "Node that it is to run on.", d => OrNone(Status(d).Text("nominatedNodeName")), 1),
        Text("Readiness Gates", "Conditions that must hold.", Gates, 1));

    private static JsonObject Spec(JsonObject document) => document.FindChild("spec") ?? [];

    private static JsonObject Status(JsonObject document) => document.FindChild("status") ?? [];

    private static string Ready(JsonObject document) =>
        $"{Count(Status(document).Objects("containerStatuses").Count(c => c.Truth("ready") == true))}/{Count(Spec(document).Objects("containers").Count())}";

    private static string State(JsonObject document)
    {
        if (document.IsDeleting)
        {
            return "Terminating";
        }

        var status = Status(document);
        var reason = status.Objects("containerStatuses").Select(ReasonOf).LastOrDefault(r => r.Length > 0);
        return reason ?? (status.Text("reason").Length > 0 ? status.Text("reason") : status.Text("phase"));
    }

    private static string ReasonOf(JsonObject container)
    {
        var state = container.FindChild("state") ?? [];
        if (state.FindChild("waiting") is { } waiting)
        {
            return waiting.Text("reason");
        }

        return state.FindChild("terminated") is { } ended
            ? ended.Text("reason").Length > 0 ? ended.Text("reason") : $"ExitCode:{Count(ended.Number("exitCode") ?? 0)}"
            : "";
    }

    private static string Gates(JsonObject document)
    {
        var gates = Spec(document).Objects("readinessGates").Select(g => g.Text("conditionType")).ToList();
        var met = Status(document).Objects("conditions").Count(c => gates.Contains(c.Text("type")) && c.Text("status") == "True");
        return gates.Count == 0 ? None : $"{Count(met)}/{Count(gates.Count)}";
    }
}
