using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Field validation of patches: what was found in the patch and in its result.</summary>
public static class PatchFindings
{
    /// <summary>Refuses, warns, or does nothing, as the caller wants.</summary>
    /// <param name="findings">Repeated fields of the patch, then unknown fields of the result.</param>
    /// <param name="patched">The result; shown in the refusal.</param>
    /// <param name="validation">What the caller wants.</param>
    /// <param name="response">Where warnings go.</param>
    /// <exception cref="ApiException">422 naming every finding.</exception>
    public static void Enforce(IReadOnlyList<string> findings, JsonObject patched, FieldValidation validation, HttpResponse response)
    {
        if (findings.Count == 0 || validation == FieldValidation.Ignore)
        {
            return;
        }

        if (validation == FieldValidation.Strict)
        {
            throw PatchDocument.Invalid(KubeJson.ToText(patched), $"strict decoding error: {RequestDocument.StrictText(findings)}");
        }

        foreach (var finding in findings)
        {
            WarningHeader.Add(response, finding);
        }
    }

    /// <summary>The refusal of a patch whose result is no object of its kind.</summary>
    public static ApiException Undecodable(JsonObject patched, string problem) => PatchDocument.Invalid(KubeJson.ToText(patched), problem);
}
