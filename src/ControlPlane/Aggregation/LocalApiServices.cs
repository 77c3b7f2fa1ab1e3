using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>The API services of what we serve ourselves (docs/spec/aggregation.md#own-group-versions).</summary>
internal static class LocalApiServices
{
    public const string AutoManagedLabel = "kube-aggregator.kubernetes.io/automanaged";

    /// <summary>Value of the label: kept as it should be as long as we serve the group version.</summary>
    public const string Always = "true";

    /// <summary>Value of the label: made at start when it is missing, then everybody's.</summary>
    public const string OnStart = "onstart";

    /// <summary>The group of API services: it has no object itself.</summary>
    public const string OwnGroup = "apiregistration.k8s.io";

    private const int CustomResourceGroupPriority = 1000;
    private const int CustomResourceVersionPriority = 100;

    private static readonly Dictionary<(string Group, string Version), (int Group, int Version)> Priorities = new()
    {
        [("", "v1")] = (18000, 1),
        [("apps", "v1")] = (17800, 15),
        [("events.k8s.io", "v1")] = (17750, 15),
        [("authentication.k8s.io", "v1")] = (17700, 15),
        [("authorization.k8s.io", "v1")] = (17600, 15),
        [("autoscaling", "v1")] = (17500, 15),
        [("autoscaling", "v2")] = (17500, 30),
        [("batch", "v1")] = (17400, 15),
        [("certificates.k8s.io", "v1")] = (17300, 15),
        [("networking.k8s.io", "v1")] = (17200, 15),
        [("policy", "v1")] = (17100, 15),
        [("rbac.authorization.k8s.io", "v1")] = (17000, 15),
        [("storage.k8s.io", "v1")] = (16800, 15),
        [("admissionregistration.k8s.io", "v1")] = (16700, 15),
        [("apiextensions.k8s.io", "v1")] = (16700, 15),
        [("scheduling.k8s.io", "v1")] = (16600, 15),
        [("coordination.k8s.io", "v1")] = (16500, 15),
        [("node.k8s.io", "v1")] = (16300, 15),
        [("discovery.k8s.io", "v1")] = (16200, 15),
    };

    /// <summary>The API service of a built-in group version.</summary>
    public static APIService BuiltIn(string group, string version)
    {
        var (groupPriority, versionPriority) = Priorities.GetValueOrDefault((group, version), (CustomResourceGroupPriority, CustomResourceVersionPriority));
        return Of(group, version, groupPriority, versionPriority, OnStart);
    }

    /// <summary>The API services of the group versions that custom resources are served in.</summary>
    public static IReadOnlyList<APIService> OfCustomResources(IEnumerable<CustomResourceDefinition> definitions) =>
    [
        .. definitions
            .Where(d => (d.Status?.Conditions ?? []).Any(c => c.Type == "Established" && c.Status == "True"))
            .SelectMany(d => (d.Spec?.Versions ?? []).Where(v => v.Served == true).Select(v => (d.Spec!.Group, v.Name)))
            .Distinct()
            .Select(v => Of(v.Group ?? "", v.Name ?? "", CustomResourceGroupPriority, CustomResourceVersionPriority, Always)),
    ];

    /// <summary>What is to be written over <paramref name="stored"/> (null: nothing is there); null for no write.</summary>
    public static APIService? Next(APIService? stored, APIService wanted, DateTimeOffset now)
    {
        if (stored is null)
        {
            return ApiServiceConditions.With(wanted, Availability.Local, now);
        }

        var mode = ModeOf(stored);
        var isOurs = mode == Always && ModeOf(wanted) == Always && stored.Spec != wanted.Spec;
        var next = isOurs ? stored with { Spec = wanted.Spec } : stored;
        return next.Spec?.Service is null ? ApiServiceConditions.With(next, Availability.Local, now) ?? (isOurs ? next : null) : null;
    }

    /// <summary>Whether a stored one was made for something that is served no more.</summary>
    public static bool IsOrphan(APIService stored, IReadOnlyCollection<APIService> wanted) =>
        ModeOf(stored) == Always && stored.Spec?.Service is null && !wanted.Any(w => w.Metadata!.Name == stored.Metadata?.Name);

    private static string? ModeOf(APIService service) => service.Metadata?.Labels?.GetValueOrDefault(AutoManagedLabel);

    private static APIService Of(string group, string version, int groupPriority, int versionPriority, string mode) => new()
    {
        Kind = APIService.ResourceKind.Kind,
        ApiVersion = APIService.ResourceKind.ApiVersion,
        Metadata = new ObjectMeta
        {
            Name = $"{version}.{group}",
            Labels = new Dictionary<string, string> { [AutoManagedLabel] = mode },
        },
        Spec = new APIServiceSpec
        {
            Group = group.Length == 0 ? null : group,
            Version = version,
            GroupPriorityMinimum = groupPriority,
            VersionPriority = versionPriority,
        },
    };
}
