using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What owner references may hold.</summary>
internal static class OwnerRules
{
    private const string Field = "metadata.ownerReferences";

    public static IEnumerable<FieldError> Validate(JsonObject metadata)
    {
        string? controller = null;
        foreach (var owner in metadata.Objects("ownerReferences"))
        {
            foreach (var error in ValidateOwner(owner))
            {
                yield return error;
            }

            if (owner.Truth("controller") != true)
            {
                continue;
            }

            var name = $"{owner.Text("kind")}/{owner.Text("name")}";
            if (controller is not null)
            {
                yield return FieldError.Invalid(
                    Field,
                    new JsonArray([.. metadata.Objects("ownerReferences").Select(Ordered)]),
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {name}");
            }

            controller = name;
        }
    }

    private static IEnumerable<FieldError> ValidateOwner(JsonObject owner)
    {
        var (apiVersion, kind) = (owner.Text("apiVersion"), owner.Text("kind"));
        if (!GroupVersionKind.TryParse(apiVersion, kind, out var parsed) || parsed.Version.Length == 0)
        {
            yield return FieldError.Invalid($"{Field}.apiVersion", apiVersion, "version must not be empty");
        }

        foreach (var field in (string[])["kind", "name", "uid"])
        {
            if (owner.Text(field).Length == 0)
            {
                yield return FieldError.Invalid($"{Field}.{field}", "", "must not be empty");
            }
        }

        if (kind == "Event" && parsed is { Group: "" or "events.k8s.io", Version: "v1" })
        {
            yield return FieldError.Invalid(Field, Ordered(owner), $"{parsed.Group}/{parsed.Version}, Kind=Event is disallowed from being an owner");
        }
    }

    private static JsonObject Ordered(JsonObject owner)
    {
        var ordered = new JsonObject();
        foreach (var field in (string[])["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"])
        {
            if (owner[field] is { } value)
            {
                ordered[field] = value.DeepClone();
            }
        }

        return ordered;
    }
}
