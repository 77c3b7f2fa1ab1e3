using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>The kinds that extend the API: definitions, API services, admission policies.</summary>
internal static class ExtensionRules
{
    public static KindRules Definitions { get; } = new()
    {
        CountsGeneration = true,
        AllowsUnconditionalUpdate = false,
        SetDefaults = CustomResourceDefinitionStrategy.ApplyDefaults,
        PrepareCreate = document =>
        {
            CustomResourceDefinitionStrategy.PrepareForCreate(document);
            document.Child("status")["conditions"] = null;
        },
        PrepareUpdate = CustomResourceDefinitionStrategy.PrepareForUpdate,
        PrepareDelete = PrepareDelete,
        Validate = CustomResourceDefinitionRules.Check,
        ValidateCreate = CustomResourceDefinitionRules.CheckCreate,
        ValidateUpdate = CustomResourceDefinitionRules.CheckUpdate,
        Warnings = CustomResourceDefinitionRules.Warnings,
    };

    public static KindRules Services { get; } = new()
    {
        AllowsUnconditionalUpdate = false,
        PrepareCreate = document => document["status"] = new JsonObject(),
        SetDefaults = ApiServiceValidation.SetDefaults,
        Validate = document => ApiServiceValidation.Validate(document.Deserialize(EntitiesJsonContext.Default.APIService)!),
    };

    public static KindRules Policies { get; } = new()
    {
        CountsGeneration = true,
        AllowsUnconditionalUpdate = false,
        SetDefaults = document =>
        {
            var spec = document.Child("spec");
            spec.TryAdd("failurePolicy", "Fail");
            if (spec.FindChild("matchConstraints") is { } constraints)
            {
                constraints.TryAdd("matchPolicy", "Equivalent");
                constraints.TryAdd("namespaceSelector", new JsonObject());
                constraints.TryAdd("objectSelector", new JsonObject());
                foreach (var rule in constraints.Objects("resourceRules"))
                {
                    rule.TryAdd("scope", "*");
                }
            }
        },
        Validate = AdmissionPolicy.Validate,
    };

    public static KindRules PolicyBindings { get; } = new()
    {
        AllowsUnconditionalUpdate = false,
        Validate = AdmissionPolicyBinding.Validate,
    };

    /// <summary>A definition stays until its objects are gone.</summary>
    private static void PrepareDelete(JsonObject document, DateTimeOffset now)
    {
        if (document.IsDeleting)
        {
            return;
        }

        var finalizers = document.Metadata.Texts("finalizers");
        document.Metadata.SetTexts("finalizers", [.. finalizers, .. finalizers.Contains(DefinitionConditions.CleanupFinalizer) ? [] : (string[])[DefinitionConditions.CleanupFinalizer]]);
        document["status"] = DefinitionConditions.MarkTerminating(document, now);
    }
}
