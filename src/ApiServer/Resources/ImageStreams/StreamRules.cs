using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>What streams are validated by, as it is configured.</summary>
internal static class StreamRules
{
    public static ValidationRules Of(ImportSettings settings) => new()
    {
        Registries = AllowedRegistries.From(settings.AllowedRegistries, settings.Plan.Hosts.Internal),
    };
}
