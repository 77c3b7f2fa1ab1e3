using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>The schemas of the group, as they were generated from the entities.</summary>
internal static class ImageOpenApi
{
    private const string Prefix = "com.github.openshift.api.image.v1.";

    /// <summary>All schemas by name.</summary>
    public static JsonObject Definitions { get; } = Read();

    public static OpenApiModel ModelOf(ApiGroupDescription group, string version) =>
        new() { Title = "imagestreams", Version = $"v{version}", Groups = [group], Definitions = Definitions };

    /// <summary>How lists of a kind merge in a strategic merge patch.</summary>
    public static IPatchSchema? PatchSchemaOf(string kind) => PatchSchema.OfOpenApi(Definitions, Prefix + kind);

    private static JsonObject Read()
    {
        using var stream = typeof(ImageOpenApi).Assembly.GetManifestResourceStream("openapi/definitions.json")
            ?? throw new InvalidOperationException("the schemas are missing from the assembly");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
