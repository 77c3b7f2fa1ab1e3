using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>The kinds that are there without any CustomResourceDefinition.</summary>
/// <remarks>docs/spec/control-plane.md#built-in-kinds</remarks>
internal static class BuiltInKinds
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Admission = "admissionregistration.k8s.io";
    private const string Extensions = "api-extensions";

    public static IReadOnlyList<ServedResource> All { get; } = [.. Core.Concat(Workloads.All).Concat(Groups).Select(k => k.ToServed())];

    /// <summary>The group versions that are always served, those of reviews included.</summary>
    public static IReadOnlyList<(string Group, string Version)> GroupVersions { get; } =
    [
        .. All.Select(r => (r.Kind.Group, r.Kind.Version)).Append(("authentication.k8s.io", "v1")).Append(("authorization.k8s.io", "v1")).Distinct(),
    ];

    private static IEnumerable<BuiltInKind> Core =>
    [
        new("", "v1", "Namespace", "namespaces")
        {
            Namespaced = false, ShortNames = "ns", HasStatus = true, HasCollectionDelete = false, Rules = NamespaceRules.Rules, Layout = CoreColumns.Namespaces,
            Fields = SelectableFields.Of(("status.phase", "status.phase"), ("name", "metadata.name")),
        },
        new("", "v1", "Secret", "secrets")
        {
            Rules = SecretRules.Rules, Layout = CoreColumns.Secrets, Fields = SelectableFields.Of(("type", "type")),
        },
        new("", "v1", "ConfigMap", "configmaps") { ShortNames = "cm", Rules = ConfigMapRules.Rules, Layout = CoreColumns.ConfigMaps },
        new("", "v1", "ServiceAccount", "serviceaccounts") { ShortNames = "sa", Layout = CoreColumns.ServiceAccounts },
        new("", "v1", "Event", "events")
        {
            ShortNames = "ev", Rules = EventRules.Core, Layout = EventColumns.Core, Fields = EventRules.CoreFields, Empty = EventRules.EmptyCore(),
        },
        new("", "v1", "Service", "services")
        {
            ShortNames = "svc", Category = "all", HasStatus = true, Rules = ServiceRules.Rules, Layout = ServiceColumns.Services,
            Fields = SelectableFields.Of(("spec.clusterIP", "spec.clusterIP"), ("spec.type", "spec.type")),
        },
        new("", "v1", "Endpoints", "endpoints") { ShortNames = "ep", Layout = ServiceColumns.Endpoints },
        new("", "v1", "LimitRange", "limitranges") { ShortNames = "limits" },
        new("", "v1", "ResourceQuota", "resourcequotas") { ShortNames = "quota", HasStatus = true, Rules = StoredOnly.StatusWithMetadata, Layout = CoreColumns.ResourceQuotas },
    ];

    private static IEnumerable<BuiltInKind> Groups =>
    [
        new("events.k8s.io", "v1", "Event", "events")
        {
            ShortNames = "ev", Rules = EventRules.New, Layout = EventColumns.New, Fields = EventRules.NewFields,
            StoreResource = "/events", StoredKind = new("", "v1", "Event"), Conversion = EventConversion.BetweenGroups, Empty = EventRules.EmptyNew(),
        },
        new("coordination.k8s.io", "v1", "Lease", "leases") { Rules = LeaseRules.Rules, Layout = CoreColumns.Leases },
        new(Rbac, "v1", "Role", "roles") { Rules = RbacRules.Roles },
        new(Rbac, "v1", "RoleBinding", "rolebindings") { Rules = RbacRules.RoleBindings, Layout = RbacColumns.Bindings },
        new(Rbac, "v1", "ClusterRole", "clusterroles") { Namespaced = false, Rules = RbacRules.ClusterRoles },
        new(Rbac, "v1", "ClusterRoleBinding", "clusterrolebindings") { Namespaced = false, Rules = RbacRules.ClusterRoleBindings, Layout = RbacColumns.Bindings },
        new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions")
        {
            Namespaced = false, ShortNames = "crd,crds", Category = Extensions, HasStatus = true, Rules = ExtensionRules.Definitions,
            Empty = new JsonObject { ["spec"] = new JsonObject { ["names"] = new JsonObject() }, ["status"] = new JsonObject() },
        },
        new("apiregistration.k8s.io", "v1", "APIService", "apiservices")
        {
            Namespaced = false, Category = Extensions, HasStatus = true, Rules = ExtensionRules.Services, Layout = ExtensionColumns.ApiServices,
        },
        new(Admission, "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies")
        {
            Namespaced = false, Category = Extensions, HasStatus = true, Rules = ExtensionRules.Policies, Layout = ExtensionColumns.Policies,
        },
        new(Admission, "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings")
        {
            Namespaced = false, Category = Extensions, Rules = ExtensionRules.PolicyBindings, Layout = ExtensionColumns.PolicyBindings,
        },
    ];
}
