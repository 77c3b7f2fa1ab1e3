using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What puts a policy in force: everywhere, and by refusal.</summary>
internal static class AdmissionPolicyBinding
{
    public static IEnumerable<FieldError> Validate(JsonObject document)
    {
        var spec = document.FindChild("spec") ?? [];
        if (spec.Text("policyName").Length == 0)
        {
            yield return FieldError.Required("spec.policyName", "");
        }

        if (spec.Texts("validationActions").Count == 0)
        {
            yield return FieldError.Required("spec.validationActions", "at least one validation action is required");
        }

        foreach (var action in spec.Texts("validationActions").Where(a => a != "Deny"))
        {
            yield return FieldError.NotSupported("spec.validationActions", action, "Deny");
        }

        foreach (var field in (string[])["paramRef", "matchResources"])
        {
            if (spec[field] is not null)
            {
                yield return FieldError.Forbidden($"spec.{field}", "this control plane does not evaluate it");
            }
        }
    }
}
