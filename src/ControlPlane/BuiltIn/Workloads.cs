namespace ImageStreams.ControlPlane;

/// <summary>Pods and what makes or guards them: stored for whoever looks at them, nothing runs.</summary>
internal static class Workloads
{
    public static IEnumerable<BuiltInKind> All =>
    [
        new("", "v1", "Pod", "pods")
        {
            ShortNames = "po", Category = "all", HasStatus = true, Layout = PodColumns.Pods,
            Rules = new KindRules { StatusTakesMetadata = true, PrepareCreate = d => d.Child("status")["phase"] = "Pending" },
            Fields = SelectableFields.Of([.. ((string[])[
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP",
                "status.nominatedNodeName"]).Select(f => (f, f))]),
        },
        new("", "v1", "ReplicationController", "replicationcontrollers")
        {
            ShortNames = "rc", Category = "all", HasStatus = true, Layout = WorkloadColumns.ReplicationControllers,
            Rules = new KindRules { CountsGeneration = true, OrphansByDefault = true },
            Fields = SelectableFields.Of(("status.replicas", "status.replicas")),
        },
        new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims")
        {
            ShortNames = "pvc", HasStatus = true, Layout = WorkloadColumns.Claims,
            Rules = new KindRules { StatusTakesMetadata = true, PrepareCreate = d => d.Child("status")["phase"] = "Pending" },
        },
        new("apps", "v1", "Deployment", "deployments")
        {
            ShortNames = "deploy", Category = "all", HasStatus = true, Rules = StoredOnly.Counting, Layout = WorkloadColumns.Deployments,
        },
        new("apps", "v1", "ReplicaSet", "replicasets")
        {
            ShortNames = "rs", Category = "all", HasStatus = true, Rules = StoredOnly.Counting, Layout = WorkloadColumns.ReplicaSets,
            Fields = SelectableFields.Of(("status.replicas", "status.replicas")),
        },
        new("apps", "v1", "DaemonSet", "daemonsets")
        {
            ShortNames = "ds", Category = "all", HasStatus = true, Rules = StoredOnly.Counting, Layout = WorkloadColumns.DaemonSets,
        },
        new("apps", "v1", "StatefulSet", "statefulsets")
        {
            ShortNames = "sts", Category = "all", HasStatus = true, Rules = StoredOnly.Counting, Layout = WorkloadColumns.StatefulSets,
        },
        new("batch", "v1", "Job", "jobs")
        {
            Category = "all", HasStatus = true, Rules = new KindRules { CountsGeneration = true, OrphansByDefault = true }, Layout = WorkloadColumns.Jobs,
            Fields = SelectableFields.Of(("status.successful", "status.succeeded")),
        },
        new("batch", "v1", "CronJob", "cronjobs")
        {
            ShortNames = "cj", Category = "all", HasStatus = true, Rules = StoredOnly.Counting, Layout = WorkloadColumns.CronJobs,
        },
        new("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets")
        {
            ShortNames = "pdb", HasStatus = true, Rules = StoredOnly.Counting, Layout = WorkloadColumns.DisruptionBudgets,
        },
        new("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies")
        {
            ShortNames = "netpol", Rules = StoredOnly.Counting, Layout = WorkloadColumns.NetworkPolicies,
        },
        new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices") { Rules = StoredOnly.Counting, Layout = ServiceColumns.Slices },
    ];
}
