using ImageStreams.Entities;

namespace ImageStreams.ControllerGen;

/// <summary>One file that the tool writes.</summary>
/// <param name="Path">Where it lies, below the root of the repository.</param>
/// <param name="Content">All of it.</param>
internal sealed record GeneratedFile(string Path, string Content)
{
    private static readonly Type[] Stored = [typeof(Image), typeof(ImageStream)];

    /// <summary>Every generated file of the repository.</summary>
    internal static IReadOnlyList<GeneratedFile> All(XmlComments comments) =>
    [
        .. Stored.Select(kind => CustomResourceDefinition(kind, comments)),
        new("src/ApiServer/OpenApi/definitions.json", JsonText.Of(OpenApiDefinitions.OfImageGroup(comments))),
        new("src/ControlPlane/OpenApi/definitions.json", JsonText.Of(OpenApiDefinitions.OfBuiltInKinds(comments))),
    ];

    /// <summary>What the file holds now; empty when there is none.</summary>
    internal string On(string root)
    {
        var path = System.IO.Path.Combine(root, Path);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private static GeneratedFile CustomResourceDefinition(Type kind, XmlComments comments)
    {
        var resource = EntityKinds.ResourceKindOf(kind);
        var document = CustomResourceDefinitionBuilder.Build(kind, resource, comments);
        return new($"config/crd/bases/{resource.Group}_{resource.Plural}.yaml", YamlText.Of(document));
    }
}
