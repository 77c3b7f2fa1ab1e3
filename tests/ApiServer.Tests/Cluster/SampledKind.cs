using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A kind of the group, for tests that hold for each of them.</summary>
/// <param name="Resource">As it stands in paths.</param>
/// <param name="Kind">As it stands in documents.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
/// <param name="Verbs">All that it has.</param>
internal sealed record SampledKind(string Resource, string Kind, bool IsNamespaced, params IReadOnlyList<string> Verbs)
{
    private const string Tag = "{name: t, from: {kind: DockerImage, name: quay.io/x/y}, reference: true}";

    public static IReadOnlyList<SampledKind> All { get; } =
    [
        new("images", "Image", false, "create", "get", "list", "watch", "update", "patch", "delete", "deletecollection"),
        new("imagestreams", "ImageStream", true, "create", "get", "list", "watch", "update", "patch", "delete", "deletecollection"),
        new("imagestreamtags", "ImageStreamTag", true, "create", "get", "list", "watch", "update", "patch", "delete"),
        new("imagetags", "ImageTag", true, "create", "get", "list", "watch", "update", "patch", "delete"),
        new("imagestreamimages", "ImageStreamImage", true, "get"),
        new("imagestreamimports", "ImageStreamImport", true, "create"),
        new("imagestreammappings", "ImageStreamMapping", true, "create"),
        new("imagesignatures", "ImageSignature", false, "create", "delete"),
    ];

    public static SampledKind Of(string resource) => All.Single(k => k.Resource == resource);

    /// <summary>The resources that have a verb, on every control plane.</summary>
    public static TheoryData<PlaneKind, string> With(string verb) => Planes.Times(All.Where(k => k.Verbs.Contains(verb)).Select(k => k.Resource));

    public string Collection(Place place) => $"{ApiClient.Group}/{(IsNamespaced ? $"namespaces/{place.Namespace}/" : "")}{Resource}";

    public string Path(Place place, string name) => $"{Collection(place)}/{name}";

    /// <summary>A document that can be created, after what it needs has been.</summary>
    public async Task<JsonObject> NewAsync(Place place)
    {
        var stream = $"s-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        switch (Resource)
        {
            case "images":
                return Objects.UniqueImage();
            case "imagestreams":
                return Objects.Stream(stream);
            case "imagestreamtags":
                return Objects.StreamTag($"{stream}:t", Tag);
            case "imagetags":
                return Objects.ImageTag($"{stream}:t", Tag);
            case "imagestreamimports":
                return Objects.Parse($"{{apiVersion: image.openshift.io/v1, kind: {Kind}, metadata: {{name: {stream}}}, spec: {{import: false, images: [{{from: {{kind: DockerImage, name: 'localhost:1/x/y'}}}}]}}}}");
            case "imagestreammappings":
                await place.CreateAsync(stream);
                return Mapping(stream, Objects.UniqueImage());
            case "imagesignatures":
                var image = (await place.Admin.PostAsync(ApiClient.Images, Objects.UniqueImage())).Expect(201).At("metadata/name");
                return Objects.Parse($"{{apiVersion: image.openshift.io/v1, kind: {Kind}, metadata: {{name: '{image}@one'}}, type: atomic, content: AAAA}}");
            default:
                throw new InvalidOperationException($"{Resource} cannot be created");
        }
    }

    /// <summary>Makes an object that can be read; gives its name.</summary>
    public async Task<string> ExistingAsync(Place place, string stream = "s")
    {
        if (Resource == "images")
        {
            return (await place.Admin.PostAsync(ApiClient.Images, Objects.UniqueImage())).Expect(201).At("metadata/name")!;
        }

        var image = Objects.UniqueImage();
        (await place.Admin.PostAsync(place.Streams, Objects.Stream(stream, $"{{tags: [{Tag}]}}"))).Expect(201);
        (await place.Admin.PostAsync(place.Tags("imagestreammappings"), Mapping(stream, image))).Expect(201);
        return Resource switch
        {
            "imagestreams" => stream,
            "imagestreamimages" => $"{stream}@{image.At("metadata/name")}",
            _ => $"{stream}:t",
        };
    }

    public static JsonObject Mapping(string stream, JsonObject image) => new()
    {
        ["apiVersion"] = "image.openshift.io/v1",
        ["kind"] = "ImageStreamMapping",
        ["metadata"] = new JsonObject { ["name"] = stream },
        ["tag"] = "t",
        ["image"] = image,
    };
}
