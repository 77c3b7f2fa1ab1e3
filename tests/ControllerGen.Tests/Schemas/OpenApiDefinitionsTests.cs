using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControllerGen.Tests;

public sealed class OpenApiDefinitionsTests
{
    private static readonly JsonObject ImageGroupKinds = OpenApiDefinitions.OfImageGroup(XmlComments.OfEntities());
    private static readonly JsonObject BuiltInKinds = OpenApiDefinitions.OfBuiltInKinds(XmlComments.OfEntities());

    [Fact]
    public void Of_BothSets_HaveNoReferenceToNowhere()
    {
        foreach (var definitions in new[] { ImageGroupKinds, BuiltInKinds })
        {
            References(definitions).Select(name => name["#/components/schemas/".Length..])
                .Should().NotBeEmpty().And.OnlyContain(name => definitions.ContainsKey(name));
        }
    }

    [Fact]
    public void OfImageGroup_EachServedKind_IsNamedByGroupVersionAndKind()
    {
        Kinds(ImageGroupKinds).Should().BeEquivalentTo(
            "DeleteOptions", "Status", "Image", "ImageList", "ImageSignature", "ImageStream", "ImageStreamList", "ImageStreamImage", "ImageStreamImport",
            "ImageStreamLayers", "ImageStreamMapping", "ImageStreamTag", "ImageStreamTagList", "ImageTag", "ImageTagList", "SecretList");
        ImageGroupKinds["com.github.openshift.api.image.v1.ImageStream"]!["x-kubernetes-group-version-kind"]!.ToJsonString()
            .Should().Be("""[{"group":"image.openshift.io","kind":"ImageStream","version":"v1"}]""");
    }

    [Fact]
    public void OfImageGroup_WhatTheApiAlwaysWrites_IsRequired_ThoughStoredObjectsMayLackIt()
    {
        ImageGroupKinds["com.github.openshift.api.image.v1.TagReferencePolicy"]!["required"]!.ToJsonString().Should().Be("""["type"]""");
        var stored = new StructuralSchemaBuilder(XmlComments.OfEntities()).Build(typeof(ImageStream));
        stored["properties"]!["spec"]!["properties"]!["tags"]!["items"]!["properties"]!["referencePolicy"]!["required"].Should().BeNull();
    }

    [Fact]
    public void OfImageGroup_TheMetadataOfAnImage_IsAnyObject()
    {
        ImageGroupKinds["com.github.openshift.api.image.v1.Image"]!["properties"]!["dockerImageMetadata"]!["allOf"]![0]!["$ref"]!.GetValue<string>()
            .Should().EndWith(".runtime.RawExtension");
        BuiltInKinds.ToJsonString().Should().NotContain("RawExtension", "what may be anything but an object, too, has no name");
    }

    [Fact]
    public void OfBuiltInKinds_EachEntityKindOfAControlPlane_IsThere()
    {
        Kinds(BuiltInKinds).Should().Contain(
            EntityKinds.All.Select(EntityKinds.ResourceKindOf).Where(kind => EntityKinds.IsBuiltIn(kind.Group)).Select(kind => kind.Kind));
        Kinds(BuiltInKinds).Should().NotContain("ImageTagMirrorSet", "others bring it as a custom resource");
        Kinds(BuiltInKinds).Should().Contain(["Pod", "PodList", "Deployment", "LimitRange", "ResourceQuota", "Service", "Endpoints"]);
    }

    [Theory]
    [InlineData("core.v1.ServiceAccount", "secrets", "map", "name", "merge")]
    [InlineData("core.v1.ServiceAccount", "imagePullSecrets", null, null, null)]
    [InlineData("rbac.v1.RoleBinding", "subjects", null, null, null)]
    [InlineData("meta.v1.ObjectMeta", "ownerReferences", "map", "uid", "merge")]
    [InlineData("meta.v1.ObjectMeta", "finalizers", "set", null, "merge")]
    [InlineData("core.v1.PodSpec", "containers", "map", "name", "merge")]
    [InlineData("core.v1.PodSpec", "volumes", "map", "name", "merge,retainKeys")]
    [InlineData("core.v1.PodSpec", "imagePullSecrets", "map", "name", "merge")]
    [InlineData("core.v1.Container", "ports", "map", "containerPort", "merge")]
    [InlineData("admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec", "validationActions", "set", null, null)]
    public void OfBuiltInKinds_Lists_MergeAsInKubernetes(string definition, string field, string? listType, string? mergeKey, string? patchStrategy)
    {
        var schema = Field(BuiltInKinds, definition, field);

        schema["x-kubernetes-list-type"]?.GetValue<string>().Should().Be(listType);
        schema["x-kubernetes-patch-merge-key"]?.GetValue<string>().Should().Be(mergeKey);
        schema["x-kubernetes-patch-strategy"]?.GetValue<string>().Should().Be(patchStrategy);
    }

    [Fact]
    public void OfBuiltInKinds_PortsOfAContainer_AreKeyedByPortAndProtocolWithItsDefault()
    {
        Field(BuiltInKinds, "core.v1.Container", "ports")["x-kubernetes-list-map-keys"]!.ToJsonString()
            .Should().Be("""["containerPort","protocol"]""");
        Field(BuiltInKinds, "core.v1.ContainerPort", "protocol")["default"]!.GetValue<string>().Should().Be("TCP");
    }

    [Fact]
    public void OfImageGroup_FieldOfAnotherType_KeepsItsOwnDescriptionBesideTheReference()
    {
        Field(ImageGroupKinds, "image.v1.ImageStream", "spec").ToJsonString().Should().Be(
            """{"description":"What the stream should follow.","allOf":[{"$ref":"#/components/schemas/com.github.openshift.api.image.v1.ImageStreamSpec"}]}""");
    }

    private static JsonNode Field(JsonObject definitions, string definition, string field) =>
        definitions.Single(entry => entry.Key.EndsWith($".{definition}", StringComparison.Ordinal)).Value!["properties"]![field]!;

    private static IEnumerable<string> Kinds(JsonObject definitions) =>
        definitions.Select(entry => entry.Value!["x-kubernetes-group-version-kind"]).OfType<JsonNode>()
            .Select(kind => kind[0]!["kind"]!.GetValue<string>());

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => entry.Key == "$ref" ? [entry.Value!.GetValue<string>()] : References(entry.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
