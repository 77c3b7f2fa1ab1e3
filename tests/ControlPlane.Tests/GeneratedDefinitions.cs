using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>The CRDs of this project, read from where they are checked in.</summary>
internal static class GeneratedDefinitions
{
    internal static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Operator.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);

    internal static CustomResource Parsed(string plural)
    {
        var definition = Definition(plural);
        definition["status"] = DefinitionConditions.Decide(definition, [], DateTimeOffset.UnixEpoch);
        return CustomResource.Parse(definition);
    }

    internal static JsonObject Definition(string plural)
    {
        var yaml = File.ReadAllText(Path.Combine(Root, "config/crd/bases", $"image.openshift.io_{plural}.yaml"));
        var definition = KubeYaml.Parse(yaml)!.AsObject();
        CustomResourceDefinitionStrategy.PrepareForCreate(definition);
        return definition;
    }
}
