using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>When an object that was deleted really goes.</summary>
internal static class Finalization
{
    public const string Orphan = "orphan";
    public const string Foreground = "foregroundDeletion";

    /// <summary>Whether the object is being deleted and nobody waits for anything any more; a namespace has finalizers in its spec, too.</summary>
    public static bool IsOver(JsonObject document) =>
        document.IsDeleting
        && (document.Metadata.Number("deletionGracePeriodSeconds") ?? 0) == 0
        && document.Metadata.Texts("finalizers").Count == 0
        && !HasSpecFinalizers(document);

    /// <summary>Whether something must happen first.</summary>
    public static bool HasFinalizers(JsonObject document) => document.Metadata.Texts("finalizers").Count > 0 || HasSpecFinalizers(document);

    private static bool HasSpecFinalizers(JsonObject document) =>
        document.Text("kind") == "Namespace" && document.Text("apiVersion") == "v1" && document.FindChild("spec")?.Texts("finalizers").Count > 0;
}
