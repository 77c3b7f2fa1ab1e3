using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using static ImageStreams.ControlPlane.Columns;

namespace ImageStreams.ControlPlane;

/// <summary>Tables of the kinds that extend the API.</summary>
internal static class ExtensionColumns
{
    public static TableLayout<JsonObject> ApiServices { get; } = Table(
        Text("Service", "Who serves the group version.", Service),
        Text("Available", "Whether it is being served.", Available),
        Age);

    public static TableLayout<JsonObject> Policies { get; } = Table(
        Number("Validations", "Number of validations.", d => (d.FindChild("spec") ?? []).Objects("validations").Count()),
        Text("ParamKind", "Kind of the policy's parameters.", d => (d.FindChild("spec") ?? []).FindChild("paramKind") is { } k ? $"{k.Text("apiVersion")}/{k.Text("kind")}" : "<unset>"),
        Age);

    public static TableLayout<JsonObject> PolicyBindings { get; } = Table(
        Text("PolicyName", "Policy that is bound.", d => (d.FindChild("spec") ?? []).Text("policyName")),
        Text("ParamRef", "Parameters of the policy.", d => (d.FindChild("spec") ?? []).FindChild("paramRef") is { } p ? Param(p) : "<unset>"),
        Age);

    private static string Service(JsonObject document) => (document.FindChild("spec") ?? []).FindChild("service") is { } service
        ? $"{service.Text("namespace")}/{service.Text("name")}"
        : "Local";

    private static string Available(JsonObject document)
    {
        var condition = (document.FindChild("status") ?? []).Objects("conditions").FirstOrDefault(c => c.Text("type") == "Available");
        return condition switch
        {
            null => "Unknown",
            _ when condition.Text("status") == "True" => "True",
            _ => $"{condition.Text("status")} ({condition.Text("reason")})",
        };
    }

    private static string Param(JsonObject param) => param.Text("namespace").Length > 0 ? $"{param.Text("namespace")}/{param.Text("name")}" : param.Text("name");
}
