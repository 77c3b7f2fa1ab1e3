using System.Reflection;
using System.Text.Json.Serialization;
using ImageStreams.Entities;

namespace ImageStreams.ControllerGen;

/// <summary>Which entities are kinds, and which of them have lists.</summary>
internal static class EntityKinds
{
    /// <summary>Every kind that has a place in the API, by name.</summary>
    internal static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(IKubernetesObject).Assembly.GetExportedTypes()
            .Where(type => !type.IsInterface && typeof(IKubernetesObject).IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    internal static ResourceKind ResourceKindOf(Type kind) =>
        (ResourceKind)kind.GetProperty(nameof(ResourceKind), BindingFlags.Static | BindingFlags.Public)!.GetValue(null)!;

    /// <summary>Whether a control plane serves the group by itself: groups of OpenShift are custom resources, of ours or of others.</summary>
    internal static bool IsBuiltIn(string group) => !group.EndsWith(".openshift.io", StringComparison.Ordinal);

    /// <summary>Whether the JSON context of the entities knows a list of the kind.</summary>
    internal static bool HasList(Type kind) => ListItems.Contains(kind);

    private static HashSet<Type> ListItems { get; } =
    [
        .. typeof(EntitiesJsonContext).GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KubernetesList<>))
            .Select(type => type.GetGenericArguments()[0]),
    ];
}
