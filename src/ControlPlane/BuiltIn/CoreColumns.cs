using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using static ImageStreams.ControlPlane.Columns;

namespace ImageStreams.ControlPlane;

/// <summary>Tables of small kinds of the core group and of leases.</summary>
internal static class CoreColumns
{
    public static TableLayout<JsonObject> Namespaces { get; } = Table(Text("Status", "Phase of the namespace.", d => (d.FindChild("status") ?? []).Text("phase")), Age);

    public static TableLayout<JsonObject> Secrets { get; } = Table(
        Text("Type", "What the secret is for.", d => d.Text("type")),
        Quantity("Data", "Number of keys.", d => d.FindChild("data")?.Count ?? 0),
        Age);

    public static TableLayout<JsonObject> ConfigMaps { get; } = Table(
        Quantity("Data", "Number of keys.", d => (d.FindChild("data")?.Count ?? 0) + (d.FindChild("binaryData")?.Count ?? 0)),
        Age);

    public static TableLayout<JsonObject> ServiceAccounts { get; } = Table(Age);

    public static TableLayout<JsonObject> Leases { get; } = Table(Text("Holder", "Who holds the lease.", d => (d.FindChild("spec") ?? []).Text("holderIdentity")), Age);

    public static TableLayout<JsonObject> ResourceQuotas { get; } = Table(
        Text("Request", "Requested of what is allowed.", d => Quota(d, limits: false)),
        Text("Limit", "Limits of what is allowed.", d => Quota(d, limits: true)),
        Age);

    private static string Quota(JsonObject document, bool limits)
    {
        var status = document.FindChild("status") ?? [];
        var (hard, used) = (status.FindChild("hard") ?? [], status.FindChild("used") ?? []);
        return string.Join(", ", hard.Where(h => h.Key.StartsWith("limits", StringComparison.Ordinal) == limits)
            .OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => $"{h.Key}: {used[h.Key]?.ToString() ?? "0"}/{h.Value}"));
    }
}
