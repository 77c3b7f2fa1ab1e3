using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using static ImageStreams.ControlPlane.Columns;

namespace ImageStreams.ControlPlane;

/// <summary>The table of role bindings, of both kinds.</summary>
internal static class RbacColumns
{
    public static TableLayout<JsonObject> Bindings { get; } = Table(
        Text("Role", "The role that is granted.", d => Role(d.FindChild("roleRef") ?? [])),
        Age,
        Text("Users", "Users who have it.", d => Subjects(d, "User"), 1),
        Text("Groups", "Groups that have it.", d => Subjects(d, "Group"), 1),
        Text("ServiceAccounts", "Service accounts that have it.", d => Subjects(d, "ServiceAccount"), 1));

    private static string Role(JsonObject role) => $"{role.Text("kind")}/{role.Text("name")}";

    private static string Subjects(JsonObject document, string kind) => string.Join(", ", document.Objects("subjects")
        .Where(s => s.Text("kind") == kind)
        .Select(s => kind == "ServiceAccount" ? $"{s.Text("namespace")}/{s.Text("name")}" : s.Text("name")));
}
