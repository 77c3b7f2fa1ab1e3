using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Leases: an update makes one that is missing, and names the version it was decided on.</summary>
internal static class LeaseRules
{
    public static KindRules Rules { get; } = new() { UpdateCreates = true, AllowsUnconditionalUpdate = false, Validate = Validate };

    private static IEnumerable<FieldError> Validate(JsonObject document)
    {
        var spec = document.FindChild("spec") ?? [];
        if (spec.Number("leaseDurationSeconds") is <= 0 and var seconds)
        {
            yield return FieldError.Invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0");
        }

        if (spec.Number("leaseTransitions") is < 0 and var transitions)
        {
            yield return FieldError.Invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0");
        }
    }
}
