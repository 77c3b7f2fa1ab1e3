using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>Settings for images.</summary>
public sealed record ImageConfigurationSpec
{
    /// <summary>The registries that may be imported from; all, if there is none.</summary>
    public IReadOnlyList<RegistryAddress>? AllowedRegistriesForImport { get; init; }

    /// <summary>How registries are treated.</summary>
    public RegistrySources? RegistrySources { get; init; }

    /// <summary>A config map of openshift-config with certificates by host.</summary>
    [JsonPropertyName("additionalTrustedCA")]
    public LocalObjectReference? AdditionalTrustedCa { get; init; }
}
