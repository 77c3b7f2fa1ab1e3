using ImageStreams.Entities;

namespace ImageStreams.ControllerGen;

/// <summary>The names of types in OpenAPI documents: those that other servers of Kubernetes and OpenShift use for them.</summary>
internal static class DefinitionNames
{
    internal const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
    internal const string AnyObject = "io.k8s.apimachinery.pkg.runtime.RawExtension";
    private const string Core = "io.k8s.api.core.v1";

    private static readonly Dictionary<string, string> PrefixOfGroup = new(StringComparer.Ordinal)
    {
        [""] = Core,
        ["apiextensions.k8s.io"] = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1",
        ["apiregistration.k8s.io"] = "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1",
        ["authentication.k8s.io"] = "io.k8s.api.authentication.v1",
        ["authorization.k8s.io"] = "io.k8s.api.authorization.v1",
        ["coordination.k8s.io"] = "io.k8s.api.coordination.v1",
        ["rbac.authorization.k8s.io"] = "io.k8s.api.rbac.v1",
        [ImageGroup.Name] = "com.github.openshift.api.image.v1",
    };

    /// <summary>Types that kinds of other groups share; every other type belongs to the group of the kind that holds it.</summary>
    private static readonly Dictionary<Type, string> PrefixOfShared = new()
    {
        [typeof(Condition)] = Meta,
        [typeof(DeleteOptions)] = Meta,
        [typeof(LabelSelector)] = Meta,
        [typeof(LabelSelectorRequirement)] = Meta,
        [typeof(ListMeta)] = Meta,
        [typeof(ManagedFieldsEntry)] = Meta,
        [typeof(ObjectMeta)] = Meta,
        [typeof(OwnerReference)] = Meta,
        [typeof(Preconditions)] = Meta,
        [typeof(Status)] = Meta,
        [typeof(StatusCause)] = Meta,
        [typeof(StatusDetails)] = Meta,
        [typeof(LocalObjectReference)] = Core,
        [typeof(ObjectReference)] = Core,
        [typeof(Secret)] = Core,
    };

    internal static string PrefixOf(string group) =>
        PrefixOfGroup.TryGetValue(group, out var prefix)
            ? prefix
            : throw new ArgumentException($"No definition prefix is known for the group \"{group}\".", nameof(group));

    internal static string Of(Type type, string group) => $"{PrefixOfShared.GetValueOrDefault(type) ?? PrefixOf(group)}.{type.Name}";
}
