using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Roles and bindings: the rules are those of <see cref="RbacValidation"/>.</summary>
internal static class RbacRules
{
    private static readonly EntitiesJsonContext Json = EntitiesJsonContext.Default;

    public static KindRules Roles { get; } = new()
    {
        Name = ObjectNames.PathSegment,
        UpdateCreates = true,
        SetDefaults = SetRules,
        Validate = document => RbacValidation.Validate(Read(document, Json.Role)),
    };

    public static KindRules ClusterRoles { get; } = new()
    {
        Name = ObjectNames.PathSegment,
        UpdateCreates = true,
        SetDefaults = SetRules,
        Validate = document => RbacValidation.Validate(Read(document, Json.ClusterRole)),
    };

    public static KindRules RoleBindings { get; } = new()
    {
        Name = ObjectNames.PathSegment,
        UpdateCreates = true,
        SetDefaults = RbacValidation.SetDefaults,
        Validate = document => RbacValidation.Validate(Read(document, Json.RoleBinding), null),
        ValidateUpdate = (document, old) => OnlyChange(
            RbacValidation.Validate(Read(document, Json.RoleBinding), Read(old, Json.RoleBinding)),
            RbacValidation.Validate(Read(document, Json.RoleBinding), null)),
    };

    public static KindRules ClusterRoleBindings { get; } = new()
    {
        Name = ObjectNames.PathSegment,
        UpdateCreates = true,
        SetDefaults = RbacValidation.SetDefaults,
        Validate = document => RbacValidation.Validate(Read(document, Json.ClusterRoleBinding), null),
        ValidateUpdate = (document, old) => OnlyChange(
            RbacValidation.Validate(Read(document, Json.ClusterRoleBinding), Read(old, Json.ClusterRoleBinding)),
            RbacValidation.Validate(Read(document, Json.ClusterRoleBinding), null)),
    };

    /// <summary>The API writes rules even when there are none.</summary>
    private static void SetRules(JsonObject role) => role.TryAdd("rules", null);

    private static IEnumerable<FieldError> OnlyChange(IEnumerable<FieldError> all, IEnumerable<FieldError> withoutOld)
    {
        var known = withoutOld.Select(e => e.ToString()).ToHashSet(StringComparer.Ordinal);
        return all.Where(e => !known.Contains(e.ToString()));
    }

    // Types were checked before, so this cannot fail but by a bug.
    private static T Read<T>(JsonObject document, JsonTypeInfo<T> type) => document.Deserialize(type)!;
}
