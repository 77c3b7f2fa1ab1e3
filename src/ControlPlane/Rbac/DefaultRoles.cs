using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>The roles and bindings that every cluster has (docs/spec/access.md#default-roles).</summary>
internal static class DefaultRoles
{
    public const string RbacGroup = "rbac.authorization.k8s.io";
    public const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";
    public const string SystemNamespace = "kube-system";
    public const string AuthenticationConfigMap = "extension-apiserver-authentication";
    private const string AuthenticationReader = "extension-apiserver-authentication-reader";
    private static readonly string[] Any = [PolicyRules.All];
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];
    private static readonly string[] ReadWrite = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public static IReadOnlyList<ClusterRole> ClusterRoles { get; } =
    [
        Role("cluster-admin", Resources(Any, Any, Any), Paths("*", "*")),
        Aggregated("admin", aggregateTo: null),
        Aggregated("edit", aggregateTo: "admin"),
        Aggregated("view", aggregateTo: "edit"),
        Part("admin", [.. AdminRules()]),
        Part("edit", [.. EditRules()]),
        Part("view", [.. ViewRules()]),
        Role(
            "system:basic-user",
            Resources(["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
            Resources(["create"], ["authentication.k8s.io"], ["selfsubjectreviews"])),
        Role(
            "system:discovery",
            Paths(
                "get", "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/")),
        Role("system:public-info-viewer", Paths("get", "/healthz", "/livez", "/readyz", "/version", "/version/")),
        Role(
            "system:auth-delegator",
            Resources(["create"], ["authentication.k8s.io"], ["tokenreviews"]),
            Resources(["create"], ["authorization.k8s.io"], ["subjectaccessreviews"])),
        Role(
            "system:service-account-issuer-discovery",
            Paths(
                "get", "/.well-known/openid-configuration", "/.well-known/openid-configuration/", "/openid/v1/jwks", "/openid/v1/jwks/")),
        Role(
            "system:controller:namespace-controller",
            Resources(["delete", "get", "list", "watch"], [""], ["namespaces"]),
            Resources(["update"], [""], ["namespaces/finalize", "namespaces/status"]),
            Resources(["delete", "deletecollection", "get", "list"], Any, Any)),
        Role(
            "system:controller:generic-garbage-collector",
            Resources(["delete", "get", "list", "patch", "update", "watch"], Any, Any),
            Resources(["create", "patch", "update"], ["", "events.k8s.io"], ["events"])),
        Role(
            "system:monitoring",
            Paths("get", "/healthz", "/healthz/*", "/livez", "/livez/*", "/metrics", "/metrics/slis", "/readyz", "/readyz/*"),
            Resources(["get"], [""], ["nodes/metrics"])),
    ];

    public static IReadOnlyList<ClusterRoleBinding> ClusterRoleBindings { get; } =
    [
        Bind("cluster-admin", "system:masters"),
        Bind("system:basic-user", "system:authenticated"),
        Bind("system:discovery", "system:authenticated"),
        Bind("system:public-info-viewer", "system:authenticated", "system:unauthenticated"),
        Bind("system:service-account-issuer-discovery", "system:serviceaccounts"),
        Bind("system:monitoring", "system:monitoring"),
        BindController("namespace-controller"),
        BindController("generic-garbage-collector"),
    ];

    public static IReadOnlyList<Role> Roles { get; } =
    [
        new()
        {
            Kind = "Role",
            ApiVersion = $"{RbacGroup}/v1",
            Metadata = Meta(AuthenticationReader, SystemNamespace),
            Rules = [Resources(Read, [""], ["configmaps"]) with { ResourceNames = [AuthenticationConfigMap] }],
        },
    ];

    private static IEnumerable<PolicyRule> AdminRules() =>
    [
        Resources(["create"], ["authorization.k8s.io"], ["localsubjectaccessreviews"]),
        Resources(ReadWrite, [RbacGroup], ["rolebindings", "roles"]),
    ];

    private static IEnumerable<PolicyRule> EditRules() =>
    [
        Resources(Read, [""], ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"]),
        Resources(["impersonate"], [""], ["serviceaccounts"]),
        Resources(Write, [""], ["pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy"]),
        Resources(["create"], [""], ["pods/eviction"]),
        Resources(
            Write,
            [""],
            [
                "configmaps", "persistentvolumeclaims", "replicationcontrollers", "replicationcontrollers/scale", "secrets",
                "serviceaccounts", "services", "services/proxy",
            ]),
        Resources(["create"], [""], ["serviceaccounts/token"]),
        Resources(Write, ["", "events.k8s.io"], ["events"]),
        Resources(
            Write,
            ["apps"],
            [
                "daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets", "replicasets/scale",
                "statefulsets", "statefulsets/scale",
            ]),
        Resources(Write, ["autoscaling"], ["horizontalpodautoscalers"]),
        Resources(Write, ["batch"], ["cronjobs", "jobs"]),
        Resources(Write, ["policy"], ["poddisruptionbudgets"]),
        Resources(Write, ["networking.k8s.io"], ["ingresses", "networkpolicies"]),
        Resources(ReadWrite, ["coordination.k8s.io"], ["leases"]),
    ];

    private static IEnumerable<PolicyRule> ViewRules() =>
    [
        Resources(
            Read,
            [""],
            [
                "configmaps", "endpoints", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods", "replicationcontrollers",
                "replicationcontrollers/scale", "serviceaccounts", "services", "services/status",
            ]),
        Resources(
            Read,
            [""],
            [
                "bindings", "limitranges", "namespaces/status", "pods/log", "pods/status", "replicationcontrollers/status",
                "resourcequotas", "resourcequotas/status",
            ]),
        Resources(Read, [""], ["namespaces"]),
        Resources(Read, ["", "events.k8s.io"], ["events"]),
        Resources(Read, ["discovery.k8s.io"], ["endpointslices"]),
        Resources(
            Read,
            ["apps"],
            [
                "controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale", "deployments/status",
                "replicasets", "replicasets/scale", "replicasets/status", "statefulsets", "statefulsets/scale", "statefulsets/status",
            ]),
        Resources(Read, ["autoscaling"], ["horizontalpodautoscalers", "horizontalpodautoscalers/status"]),
        Resources(Read, ["batch"], ["cronjobs", "cronjobs/status", "jobs", "jobs/status"]),
        Resources(Read, ["policy"], ["poddisruptionbudgets", "poddisruptionbudgets/status"]),
        Resources(Read, ["networking.k8s.io"], ["ingresses", "ingresses/status", "networkpolicies"]),
    ];

    private static ClusterRole Role(string name, params IReadOnlyList<PolicyRule> rules) => new()
    {
        Kind = "ClusterRole",
        ApiVersion = $"{RbacGroup}/v1",
        Metadata = Meta(name, ns: null),
        Rules = rules,
    };

    // What others see of a part of a user-facing role: whoever adds rules to the role adds a part of his own beside it.
    private static ClusterRole Part(string of, params IReadOnlyList<PolicyRule> rules) => Labelled(Role($"system:aggregate-to-{of}", rules), of);

    private static ClusterRole Aggregated(string name, string? aggregateTo) => Labelled(
        Role(name) with
        {
            Rules = null,
            AggregationRule = new AggregationRule
            {
                ClusterRoleSelectors = [new LabelSelector { MatchLabels = AggregationLabel(name) }],
            },
        },
        aggregateTo);

    private static ClusterRole Labelled(ClusterRole role, string? aggregateTo) => aggregateTo is null ? role : role with
    {
        Metadata = role.Metadata! with { Labels = role.Metadata.Labels!.Concat(AggregationLabel(aggregateTo)).ToDictionary() },
    };

    private static Dictionary<string, string> AggregationLabel(string role) => new() { [$"{RbacGroup}/aggregate-to-{role}"] = "true" };

    private static ClusterRoleBinding Bind(string name, params IEnumerable<string> groups) => new()
    {
        Kind = "ClusterRoleBinding",
        ApiVersion = $"{RbacGroup}/v1",
        Metadata = Meta(name, ns: null),
        RoleRef = new RoleRef { ApiGroup = RbacGroup, Kind = "ClusterRole", Name = name },
        Subjects = [.. groups.Select(g => new Subject { ApiGroup = RbacGroup, Kind = "Group", Name = g })],
    };

    private static ClusterRoleBinding BindController(string name) => Bind($"system:controller:{name}") with
    {
        Subjects = [new Subject { Kind = "ServiceAccount", Name = name, Namespace = SystemNamespace }],
    };

    private static ObjectMeta Meta(string name, string? ns) => new()
    {
        Name = name,
        Namespace = ns,
        Labels = new Dictionary<string, string> { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
        Annotations = new Dictionary<string, string> { [AutoUpdate] = "true" },
    };

    private static PolicyRule Resources(string[] verbs, string[] groups, string[] resources) =>
        new() { Verbs = verbs, ApiGroups = groups, Resources = resources };

    private static PolicyRule Paths(string verb, params string[] paths) => new() { Verbs = [verb], NonResourceUrls = paths };
}
