using System.Net;
using System.Text.Json.Nodes;

namespace ImageStreams.EndToEnd.Tests;

// What cannot be meant is refused, and says where.
public abstract partial class ApiModeTests
{
    [ClusterFact]
    public async Task DocumentsThatSayNothing_AreRefusedWithTheField()
    {
        var ns = await Cluster.NamespaceAsync("bad-input");
        var editor = Cluster.As(await Cluster.UserAsync(ns, "editor", "edit"));

        await ExpectAsync("""{"from": {"kind": "DockerImage", "name": "registry.test/UPPER/case:1"}}""", "spec.tags[t].from.name");
        await ExpectAsync("""{"from": {"kind": "DockerImage", "name": "team/app:not a tag"}}""", "spec.tags[t].from.name");
        await ExpectAsync("""{"from": {"kind": "ImageStreamTag", "name": "too:many:colons"}}""", "[]");
        await ExpectAsync("""{"from": {"kind": "Pod", "name": "x"}}""", "spec.tags[t].from.kind");
        await ExpectAsync("""{"from": {"kind": "DockerImage", "name": "a/b:1"}, "importPolicy": {"importMode": "Everything"}}""", "spec.tags[t].importPolicy.importMode");
        (await Admin.GetAsync("imagestreams", "-n", ns))["items"]!.AsArray().Should().BeEmpty();

        async Task ExpectAsync(string tag, string field)
        {
            var document = JsonNode.Parse("""{"apiVersion": "image.openshift.io/v1", "kind": "ImageStream", "metadata": {"name": "bad"}}""")!;
            var content = JsonNode.Parse(tag)!.AsObject();
            content["name"] = "t";
            document["spec"] = new JsonObject { ["tags"] = new JsonArray(content) };
            var (code, body) = await editor.SendAsync(HttpMethod.Post, $"{Group}/namespaces/{ns}/imagestreams", document.ToJsonString());
            code.Should().Be(HttpStatusCode.UnprocessableEntity, body);
            var status = JsonNode.Parse(body)!;
            ((string?)status["kind"]).Should().Be("Status");
            ((string?)status["reason"]).Should().Be("Invalid");
            ((string?)status["message"]).Should().StartWith("""ImageStream.image.openshift.io "bad" is invalid: """);
            status["details"]!["causes"]!.AsArray().Select(c => (string?)c!["field"]).Should().Contain(field);
            ((string?)status["message"]).Should().Contain("spec.tags[t].");
        }
    }

    [ClusterFact]
    public async Task ReferenceThatDoesNotParse_IsShownByKubectl_AndTheStreamStaysAsItWas()
    {
        var ns = await Cluster.NamespaceAsync("bad-apply");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Following("same", "other")));
        var before = (await Admin.GetAsync("is", "app", "-n", ns)).ToJsonString();

        var error = await Admin.FailAsync(StreamYaml.Of(ns, "app", StreamYaml.Imported("wrong", "team/app:a:b")), "apply", "-f", "-");

        error.Should().Contain("""The ImageStream "app" is invalid: spec.tags[wrong].from.name: Invalid value: "team/app:a:b": """);
        (await Admin.GetAsync("is", "app", "-n", ns)).ToJsonString().Should().Be(before);
    }
}
