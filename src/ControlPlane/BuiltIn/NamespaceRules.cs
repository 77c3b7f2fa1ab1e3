using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Namespaces: a label with their name, a phase, and a finalizer that goes when they are empty.</summary>
internal static class NamespaceRules
{
    /// <summary>The subresource that changes the finalizers of the spec.</summary>
    public const string Finalize = "finalize";

    public const string Finalizer = "kubernetes";
    public const string NameLabel = "kubernetes.io/metadata.name";

    public static KindRules Rules { get; } = new()
    {
        Name = ObjectNames.Label,
        StatusTakesMetadata = true,
        SetDefaults = document =>
        {
            if (document.Name.Length > 0)
            {
                document.Metadata.Child("labels")[NameLabel] = document.Name;
            }
        },
        PrepareCreate = document =>
        {
            document["spec"] = new JsonObject { ["finalizers"] = new JsonArray(Finalizer) };
            document["status"] = new JsonObject { ["phase"] = "Active" };
        },
        PrepareDelete = static (document, _) => document.Child("status")["phase"] = "Terminating",
        PrepareUpdate = static (document, old) => document.Take(old, "spec"),
    };

    /// <summary>The <c>finalize</c> subresource: nothing changes but the finalizers and the metadata.</summary>
    public static JsonObject Finalized(JsonObject sent, JsonObject current)
    {
        var next = current.DeepClone().AsObject();
        next["metadata"] = sent.Metadata.DeepClone();
        next.Child("spec").SetTexts("finalizers", sent.FindChild("spec")?.Texts("finalizers") ?? []);
        return next;
    }
}
