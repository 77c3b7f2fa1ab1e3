using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using static ImageStreams.ControlPlane.Columns;

namespace ImageStreams.ControlPlane;

/// <summary>Tables of the kinds that would make pods.</summary>
internal static class WorkloadColumns
{
    private static readonly Column Containers = Text("Containers", "Names of the containers.", d => Names(d, "name"), 1);
    private static readonly Column Images = Text("Images", "Images of the containers.", d => Names(d, "image"), 1);
    private static readonly Column SelectorColumn = Text("Selector", "Pods that belong to it.", d => Selector(Spec(d).FindChild("selector")), 1);
    private static readonly Column Desired = Number("Desired", "Wanted pods.", d => Spec(d).Number("replicas") ?? 0);
    private static readonly Column Current = Number("Current", "Pods that exist.", d => Status(d, "replicas"));
    private static readonly Column ReadyCount = Number("Ready", "Pods that are ready.", d => Status(d, "readyReplicas"));

    public static TableLayout<JsonObject> Deployments { get; } = Table(
        Text("Ready", "Ready pods of those wanted.", d => $"{Count(Status(d, "readyReplicas"))}/{Count(Spec(d).Number("replicas") ?? 0)}"),
        Quantity("Up-to-date", "Pods of the latest template.", d => Status(d, "updatedReplicas")),
        Quantity("Available", "Available pods.", d => Status(d, "availableReplicas")),
        Age, Containers, Images, SelectorColumn);

    public static TableLayout<JsonObject> ReplicaSets { get; } = Table(Desired, Current, ReadyCount, Age, Containers, Images, SelectorColumn);

    public static TableLayout<JsonObject> ReplicationControllers { get; } = Table(
        Desired, Current, ReadyCount, Age, Containers, Images, Text("Selector", "Pods that belong to it.", d => Labels(Spec(d).FindChild("selector")), 1));

    public static TableLayout<JsonObject> DaemonSets { get; } = Table(
        Number("Desired", "Wanted pods.", d => Status(d, "desiredNumberScheduled")),
        Number("Current", "Pods that exist.", d => Status(d, "currentNumberScheduled")),
        Number("Ready", "Pods that are ready.", d => Status(d, "numberReady")),
        Number("Up-to-date", "Pods of the latest template.", d => Status(d, "updatedNumberScheduled")),
        Number("Available", "Available pods.", d => Status(d, "numberAvailable")),
        Text("Node Selector", "Nodes that are meant.", d => Labels(PodSpec(d).FindChild("nodeSelector"))),
        Age, Containers, Images, SelectorColumn);

    public static TableLayout<JsonObject> StatefulSets { get; } = Table(
        Text("Ready", "Ready pods of those wanted.", d => $"{Count(Status(d, "readyReplicas"))}/{Count(Spec(d).Number("replicas") ?? 0)}"),
        Age, Containers, Images);

    public static TableLayout<JsonObject> Jobs { get; } = Table(
        Text("Status", "How far the job is.", JobState),
        Text("Completions", "Completed of those wanted.", d => $"{Count(Status(d, "succeeded"))}/{Count(Spec(d).Number("completions") ?? 1)}"),
        Text("Duration", "How long it ran.", _ => ""),
        Age, Containers, Images, SelectorColumn);

    public static TableLayout<JsonObject> CronJobs { get; } = Table(
        Text("Schedule", "When it runs.", d => Spec(d).Text("schedule")),
        Text("Timezone", "Time zone of the schedule.", d => OrNone(Spec(d).Text("timeZone"))),
        new Column("Suspend", "boolean", 0, (d, _) => (Spec(d).Truth("suspend") ?? false) ? "True" : "False") { Description = "Whether it rests." },
        Number("Active", "Jobs that run.", d => (d.FindChild("status") ?? []).Objects("active").Count()),
        new Column("Last Schedule", "string", 0, (d, now) => (d.FindChild("status") ?? []).Text("lastScheduleTime") is { Length: > 0 } t ? Since(t, now) : None) { Description = "When it last ran." },
        Age, Containers, Images, Text("Selector", "Pods that belong to it.", _ => None, 1));

    public static TableLayout<JsonObject> DisruptionBudgets { get; } = Table(
        Text("Min Available", "Pods that must stay.", d => Spec(d)["minAvailable"]?.ToString() ?? "N/A"),
        Text("Max Unavailable", "Pods that may go.", d => Spec(d)["maxUnavailable"]?.ToString() ?? "N/A"),
        Number("Allowed Disruptions", "Pods that may go now.", d => Status(d, "disruptionsAllowed")),
        Age);

    public static TableLayout<JsonObject> NetworkPolicies { get; } = Table(Text("Pod-Selector", "Pods that are meant.", d => Selector(Spec(d).FindChild("podSelector"))), Age);

    public static TableLayout<JsonObject> Claims { get; } = Table(
        Text("Status", "Phase of the claim.", d => d.IsDeleting ? "Terminating" : (d.FindChild("status") ?? []).Text("phase")),
        Text("Volume", "Volume that it has.", d => Spec(d).Text("volumeName")),
        Text("Capacity", "Size of the volume.", d => (d.FindChild("status")?.FindChild("capacity") ?? []).Text("storage")),
        Text("Access Modes", "How it can be mounted.", d => string.Join(',', (d.FindChild("status") ?? []).Texts("accessModes").Select(ShortMode))),
        Text("StorageClass", "Class of the volume.", d => Spec(d).Text("storageClassName")),
        Text("VolumeAttributesClass", "Class of the volume's attributes.", d => Spec(d).Text("volumeAttributesClassName") is { Length: > 0 } c ? c : "<unset>"),
        Age,
        Text("VolumeMode", "Whether it is a file system.", d => Spec(d).Text("volumeMode") is { Length: > 0 } m ? m : "<unset>", 1));

    private static JsonObject Spec(JsonObject document) => document.FindChild("spec") ?? [];

    private static long Status(JsonObject document, string field) => (document.FindChild("status") ?? []).Number(field) ?? 0;

    private static JsonObject PodSpec(JsonObject document)
    {
        var spec = Spec(document).FindChild("jobTemplate")?.FindChild("spec") ?? Spec(document);
        return spec.FindChild("template")?.FindChild("spec") ?? [];
    }

    private static string Names(JsonObject document, string field) => string.Join(',', PodSpec(document).Objects("containers").Select(c => c.Text(field)));

    private static string JobState(JsonObject document)
    {
        var holding = (document.FindChild("status") ?? []).Objects("conditions").Where(c => c.Text("status") == "True").Select(c => c.Text("type")).ToList();
        return holding.Contains("Complete") ? "Complete"
            : holding.Contains("Failed") ? "Failed"
            : document.IsDeleting ? "Terminating"
            : holding.Contains("Suspended") ? "Suspended" : "Running";
    }

    private static string ShortMode(string mode) => mode switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        _ => mode,
    };
}
