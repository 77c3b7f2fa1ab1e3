using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;
using ImageStreams.TestKit;

namespace ImageStreams.ControllerGen.Tests;

/// <summary>The generated CRDs at a real kube-apiserver.</summary>
public sealed class RealControlPlaneTests(RealControlPlaneFixture fixture) : IClassFixture<RealControlPlaneFixture>
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Stored = "/apis/image.openshift.io/v1stored";

    [ControlPlaneFact]
    public async Task Definitions_Applied_AreEstablishedAndStoreWhatThisProjectStartedFrom()
    {
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(fixture.Plane.KubeconfigPath));
        await InstallAsync(client, typeof(ImageStream), ImageStream.ResourceKind);
        await InstallAsync(client, typeof(Image), Image.ResourceKind);

        var stream = Seed("imagestream-aodh-api.json", "ImageStream", "aodh-api");
        var stored = await SendAsync(client, HttpMethod.Post, $"{Stored}/namespaces/default/imagestreams", stream);
        stored["status"] = stream["status"]!.DeepClone();
        stored = await SendAsync(client, HttpMethod.Put, $"{Stored}/namespaces/default/imagestreams/aodh-api/status", stored);
        Content(stored).Should().Be(Content(stream));

        var image = Seed("imagestreamimage-mysql-container.json", "Image", "sha256-mysql", "image");
        Content(await SendAsync(client, HttpMethod.Post, $"{Stored}/images", image)).Should().Be(Content(image));
    }

    private static async Task InstallAsync(KubernetesClient client, Type kind, ResourceKind resource)
    {
        var definition = CustomResourceDefinitionBuilder.Build(kind, resource, XmlComments.OfEntities());
        await SendAsync(client, HttpMethod.Post, Definitions, definition);
        await Eventually.Succeeds(async () =>
        {
            var status = (await SendAsync(client, HttpMethod.Get, $"{Definitions}/{resource.GroupResource}", null))["status"]!;
            status["conditions"]!.AsArray().Select(condition => $"{condition!["type"]} {condition["status"]}")
                .Should().BeEquivalentTo("NamesAccepted True", "Established True");
            status["storedVersions"]!.ToJsonString().Should().Be("""["v1stored"]""");
            var list = resource.Namespaced ? $"{Stored}/namespaces/default/{resource.Plural}" : $"{Stored}/{resource.Plural}";
            await SendAsync(client, HttpMethod.Get, list, null);
        });
    }

    /// <summary>Sends strictly: an unknown field would be refused.</summary>
    private static async Task<JsonObject> SendAsync(KubernetesClient client, HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, body is null ? path : $"{path}?fieldValidation=Strict");
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, CancellationToken.None);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue("{0} {1} answered {2}", method, path, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static JsonObject Seed(string file, string kind, string name, string? part = null)
    {
        var seed = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/Entities.Tests/testdata/seeds", file)))!;
        var document = (part is null ? seed : seed[part]!).DeepClone().AsObject();
        document["apiVersion"] = "image.openshift.io/v1stored";
        document["kind"] = kind;
        document["metadata"] = new JsonObject { ["name"] = name };
        return document;
    }

    /// <summary>The document without its metadata, its fields in order.</summary>
    private static string Content(JsonObject document) => string.Join(
        '\n',
        document.Where(field => field.Key != "metadata").OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => $"{field.Key}: {Sorted(field.Value)?.ToJsonString()}"));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
