using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

// Registries that write what they take in by themselves, as OpenShift's does: with the rights of config/rbac, request by request.
public abstract partial class ApiModeTests
{
    private static readonly SampleImage Pushed = SampleImage.Create(new SampleImageOptions { Seed = 501, RepeatsALayer = true });

    [ClusterFact]
    public async Task RegistriesThatWriteByThemselves_AreServedAsOpenShiftsIs()
    {
        var ns = await Cluster.NamespaceAsync("pushers");
        var registry = Cluster.As(await Cluster.ClusterUserAsync(ns, "registry", "system:registry"));
        var builder = Cluster.As(await Cluster.UserAsync(ns, "builder", "system:image-builder"));
        var puller = Cluster.As(await Cluster.UserAsync(ns, "puller", "system:image-puller"));
        await Eventually.Succeeds(async () =>
        {
            (await MayAsync(builder, ns, "update")).Should().BeTrue();
            (await MayAsync(puller, ns, "get")).Should().BeTrue();
            (await MayAsync(puller, ns, "update")).Should().BeFalse();
        });

        // By tag: the stream is missing, so the registry makes it as the user who pushes, and comes again as itself.
        var missing = await registry.SendAsync(HttpMethod.Post, Mappings(ns), Mapping(ns, "latest", Managed(ns)));
        missing.Code.Should().Be(HttpStatusCode.NotFound, missing.Body);
        var details = JsonNode.Parse(missing.Body)!["details"]!;
        ((string?)details["kind"], (string?)details["name"]).Should().Be(("imagestreammappings", "app"));
        (await registry.CodeAsync(HttpMethod.Post, Streams(ns), AppStream)).Should().Be(HttpStatusCode.Forbidden);
        (await puller.CodeAsync(HttpMethod.Post, Streams(ns), AppStream)).Should().Be(HttpStatusCode.Forbidden);
        (await builder.CodeAsync(HttpMethod.Post, Mappings(ns), Mapping(ns, "latest", Managed(ns)))).Should().Be(HttpStatusCode.Forbidden);
        (await builder.SendAsync(HttpMethod.Post, Streams(ns), AppStream)).Code.Should().Be(HttpStatusCode.Created);
        (await builder.CodeAsync(HttpMethod.Post, Streams(ns), AppStream)).Should().Be(HttpStatusCode.Conflict, "pushes of several tags at once all try");
        (await registry.CodeAsync(HttpMethod.Post, Mappings(ns), Mapping(ns, "latest", Managed(ns)))).Should().Be(HttpStatusCode.Created);
        (await registry.CodeAsync(HttpMethod.Post, Mappings(ns), Mapping(ns, "v1", Managed(ns)))).Should().Be(HttpStatusCode.Created);

        // By digest: an image alone, which is not part of the stream.
        var untagged = Managed(ns);
        untagged["metadata"]!["name"] = Pushed.OciManifest.Digest.ToString();
        (await registry.CodeAsync(HttpMethod.Post, $"{Group}/images", untagged.ToJsonString())).Should().Be(HttpStatusCode.Created);
        (await registry.CodeAsync(HttpMethod.Post, $"{Group}/images", untagged.ToJsonString())).Should().Be(HttpStatusCode.Conflict);

        await ExpectPushedAsync(ns, registry);
        await ExpectReadsAsync(ns, registry);
    }

    [ClusterFact]
    public async Task Signatures_AreWrittenReadAndTakenAwayWithKubectl()
    {
        var ns = await Cluster.NamespaceAsync("signers");
        var image = $"sha256:{Digest.Compute(Encoding.UTF8.GetBytes(ns)).Hex}";
        await Admin.ApplyAsync($$"""
            apiVersion: image.openshift.io/v1
            kind: Image
            metadata: {name: "{{image}}"}
            dockerImageReference: quay.io/a/b@{{image}}
            """);
        var signer = Cluster.KubectlAs(await Cluster.ClusterUserAsync(ns, "signer", "system:image-signer"), ns);
        var auditor = Cluster.KubectlAs(await Cluster.ClusterUserAsync(ns, "auditor", "system:image-auditor"), ns);
        var signature = $$"""
            apiVersion: image.openshift.io/v1
            kind: ImageSignature
            metadata: {name: "{{image}}@one"}
            type: atomic
            content: c2lnbmVk
            """;

        // kubectl looks for a kind that cannot be patched among the custom resources, and a signer may not list them.
        await Eventually.Succeeds(async () =>
        {
            var created = await signer.TryAsync(signature, "create", "-f", "-", "--validate=false");
            created.Output.Should().Be($"imagesignature.image.openshift.io/{image}@one created\n", "{0}", created.Error);
        });
        (await signer.FailAsync(signature, "create", "-f", "-", "--validate=false")).Should().Contain($"imageSignatures.image.openshift.io \"{image}@one\" already exists");
        await Eventually.Succeeds(async () => await auditor.RunAsync(
            "patch", "image", image, "--type=json", "-p",
            """[{"op": "add", "path": "/signatures/0/conditions", "value": [{"type": "Trusted", "status": "True", "reason": "looked", "message": "fine", "lastProbeTime": "2026-01-02T03:04:05Z", "lastTransitionTime": "2026-01-02T03:04:05Z"}, {"type": "ForImage", "status": "True"}]}]"""));

        (await signer.RunAsync("get", "image", image, "-o", "jsonpath={range .signatures[*]}{.metadata.name} {.type} {.content} {.conditions[?(@.type==\"Trusted\")].status}{end}"))
            .Should().Be($"{image}@one atomic c2lnbmVk True");
        (await signer.RunAsync("describe", "image", image)).Should().ContainAll("Signatures:", "c2lnbmVk", "Trusted", $"{image}@one");
        (await auditor.FailAsync(null, "delete", "imagesignature", $"{image}@one", "--wait=false")).Should().Contain("Forbidden");
        (await signer.RunAsync("delete", "imagesignature", $"{image}@one", "--wait=false")).Should().Contain($"imagesignature.image.openshift.io \"{image}@one\" deleted");
        (await signer.GetAsync("image", image))["signatures"].Should().BeNull();
        await Admin.RunAsync("delete", "image", image);
    }

    private const string AppStream = """{"apiVersion": "image.openshift.io/v1", "kind": "ImageStream", "metadata": {"name": "app"}}""";

    private static string Streams(string ns) => $"{Group}/namespaces/{ns}/imagestreams";

    private static string Mappings(string ns) => $"{Group}/namespaces/{ns}/imagestreammappings";

    /// <summary>Asks as a registry does: the subresource is part of the resource's name.</summary>
    private static async Task<bool> MayAsync(Caller caller, string ns, string verb)
    {
        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject
            {
                ["resourceAttributes"] = new JsonObject
                {
                    ["namespace"] = ns,
                    ["verb"] = verb,
                    ["group"] = "image.openshift.io",
                    ["resource"] = "imagestreams/layers",
                    ["name"] = "app",
                },
            },
        };
        var (_, body) = await caller.SendAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review.ToJsonString());
        return (bool)JsonNode.Parse(body)!["status"]!["allowed"]!;
    }

    /// <summary>The image as OpenShift's registry describes it, manifest and configuration included.</summary>
    private JsonObject Managed(string ns) => new()
    {
        ["apiVersion"] = "image.openshift.io/v1",
        ["kind"] = "Image",
        ["metadata"] = new JsonObject
        {
            ["name"] = Pushed.DockerManifest.Digest.ToString(),
            ["annotations"] = new JsonObject
            {
                ["openshift.io/image.managed"] = "true",
                ["image.openshift.io/manifestBlobStored"] = "true",
                ["image.openshift.io/dockerLayersOrder"] = "ascending",
            },
        },
        ["dockerImageReference"] = $"{Cluster.RegistryHostname}/{ns}/app@{Pushed.DockerManifest.Digest}",
        ["dockerImageManifest"] = Encoding.UTF8.GetString(Pushed.DockerManifest.Bytes.Span),
        ["dockerImageManifestMediaType"] = MediaTypes.DockerManifest,
        ["dockerImageConfig"] = Encoding.UTF8.GetString(Pushed.Config.Content.Span),
        ["dockerImageLayers"] = new JsonArray([.. Pushed.Layers.Select(l => new JsonObject
        {
            ["name"] = l.Digest.ToString(),
            ["size"] = l.Size,
            ["mediaType"] = MediaTypes.DockerLayer,
        })]),
    };

    private static string Mapping(string ns, string tag, JsonObject image) => new JsonObject
    {
        ["apiVersion"] = "image.openshift.io/v1",
        ["kind"] = "ImageStreamMapping",
        ["metadata"] = new JsonObject { ["name"] = "app", ["namespace"] = ns },
        ["image"] = image,
        ["tag"] = tag,
    }.ToJsonString();

    private async Task ExpectPushedAsync(string ns, Caller registry)
    {
        var digest = Pushed.DockerManifest.Digest.ToString();
        var stream = await Admin.GetAsync("is", "app", "-n", ns);
        foreach (var tag in (string[])["latest", "v1"])
        {
            stream.History(tag).Should().Equal(digest);
            ((string?)stream.FindTag(tag)!["items"]![0]!["dockerImageReference"]).Should().Be($"{Cluster.RegistryHostname}/{ns}/app@{digest}");
        }

        stream["spec"]!["tags"].Should().BeNull("a push says nothing of where a tag comes from");
        (await Admin.RunAsync("get", "itag", "app:latest", "-n", ns, "--no-headers")).Should().MatchRegex($"^app:latest +Push +image/{digest} +1 ");
        var image = JsonNode.Parse((await registry.SendAsync(HttpMethod.Get, $"{Group}/images/{digest}")).Body)!;
        image["dockerImageManifest"].Should().BeNull("the registry has it");
        image["dockerImageConfig"].Should().BeNull("the registry has it");
        ((long)image["dockerImageMetadata"]!["Size"]!).Should().Be(Pushed.Config.Size + Pushed.Layers.DistinctBy(l => l.Digest).Sum(l => l.Size));
        ((string?)image["dockerImageMetadata"]!["Config"]!["User"]).Should().Be("1001");
    }

    private static async Task ExpectReadsAsync(string ns, Caller registry)
    {
        (HttpMethod Method, string Path, HttpStatusCode Code)[] requests =
        [
            (HttpMethod.Get, $"{Streams(ns)}/app", HttpStatusCode.OK),
            (HttpMethod.Get, $"{Streams(ns)}/app/layers", HttpStatusCode.OK),
            (HttpMethod.Get, $"{Streams(ns)}/app/secrets", HttpStatusCode.OK),
            (HttpMethod.Get, $"{Group}/namespaces/{ns}/imagestreamimages/app@{Pushed.DockerManifest.Digest}", HttpStatusCode.OK),
            (HttpMethod.Get, $"{Group}/namespaces/{ns}/imagestreamimages/app@{Pushed.OciManifest.Digest}", HttpStatusCode.NotFound),
            (HttpMethod.Get, $"/api/v1/namespaces/{ns}/limitranges", HttpStatusCode.OK),
            (HttpMethod.Get, $"/api/v1/namespaces/{ns}/secrets", HttpStatusCode.Forbidden),
            (HttpMethod.Delete, $"{Group}/namespaces/{ns}/imagestreamtags/app:v1", HttpStatusCode.OK),
            (HttpMethod.Delete, $"{Streams(ns)}/app", HttpStatusCode.Forbidden),
        ];
        foreach (var (method, path, code) in requests)
        {
            var answer = await registry.SendAsync(method, path);
            answer.Code.Should().Be(code, "{0} {1} answers {2}", method, path, answer.Body);
        }
    }
}
