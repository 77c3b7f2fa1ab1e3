using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Keeps <c>metadata.managedFields</c> in every write: who wrote which field (docs/spec/apply.md).</summary>
internal static class FieldOwnership
{
    public static JsonObject Created(ServedResource resource, JsonObject document, WriteContext context, DateTimeOffset now) =>
        context.IsApplied ? document : ManagedFields.Update(ManagementOf(resource, ""), null, document, WriteOf(resource, context, "", now));

    public static JsonObject Updated(
        ServedResource resource, JsonObject document, JsonObject old, string subresource, WriteContext context, DateTimeOffset now) =>
        context.IsApplied ? document : ManagedFields.Update(ManagementOf(resource, subresource), old, document, WriteOf(resource, context, subresource, now));

    /// <summary>The live document with another applied to it.</summary>
    public static JsonObject Apply(
        ServedResource resource, JsonObject? live, JsonObject applied, string subresource, WriteContext context, bool force, DateTimeOffset now) =>
        ManagedFields.Apply(ManagementOf(resource, subresource), live, applied, WriteOf(resource, context, subresource, now) with { Force = force });

    private static FieldWrite WriteOf(ServedResource resource, WriteContext context, string subresource, DateTimeOffset now) =>
        new(context.Manager, resource.Kind.ApiVersion, subresource, now);

    private static FieldManagement ManagementOf(ServedResource resource, string subresource) => new()
    {
        TypeOf = resource.TypeOf,
        ResetFields = ResetFields(resource, subresource),
        Empty = resource.Empty.DeepClone().AsObject(),
    };

    private static FieldSet ResetFields(ServedResource resource, string subresource)
    {
        if (!resource.HasStatus)
        {
            return FieldSet.Empty;
        }

        return subresource == "status"
            ? FieldManagement.Trees(resource.Rules.StatusTakesMetadata ? ["spec"] : ["spec", "metadata"])
            : FieldManagement.Trees("status");
    }
}
