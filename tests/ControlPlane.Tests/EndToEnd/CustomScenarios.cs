using static ImageStreams.ControlPlane.Tests.ReadScenarios;

namespace ImageStreams.ControlPlane.Tests;

internal static class CustomScenarios
{
    public static async Task CustomResources(Kubectl kubectl)
    {
        var group = $"{kubectl.Namespace}.example.com";
        await kubectl.FeedAsync(Definition(group), "apply", "-f", "-");
        (await kubectl.RunAsync("wait", "--for=condition=Established", $"crd/boxes.{group}", "--timeout=30s")).Should().Contain("condition met");
        await TestKit.Eventually.Succeeds(async () => (await kubectl.RunAsync("api-resources", $"--api-group={group}", "--no-headers")).Should().MatchRegex($"^boxes +bx +{group}/v1 +true +Box"));

        (await kubectl.FeedAsync(Box(group, "size: 3"), "apply", "-f", "-")).Should().Be($"box.{group}/b created\n");
        (await kubectl.FeedAsync(Box(group, "size: 3"), "apply", "-f", "-")).Should().Be($"box.{group}/b unchanged\n");
        (await kubectl.FeedAsync(Box(group, "size: 4"), "apply", "-f", "-")).Should().Be($"box.{group}/b configured\n");
        Table(await kubectl.RunAsync("get", "bx")).Should().Equal("NAME SIZE COLOR AGE", "b 4 red <age>");
        Table(await kubectl.RunAsync("get", "box", "b", "-o", "wide")).Should().Equal("NAME SIZE COLOR AGE NOTE", "b 4 red <age>");
        (await kubectl.RunAsync("get", "bx", "b", "-o", "jsonpath={.metadata.generation}")).Should().Be("2");
        (await kubectl.RunAsync("get", "all")).Should().Contain($"box.{group}/b");
        (await kubectl.FailAsync(Box(group, "size: 0"), "apply", "-f", "-")).Should().Contain("spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1");
        (await kubectl.FailAsync(Box(group, "size: 4, colour: x"), "apply", "-f", "-")).Should().Contain("strict decoding error: unknown field \"spec.colour\"");
        await ChangeAsync(kubectl);
        (await kubectl.RunAsync("explain", "boxes.spec")).Should().Contain("What a box is like.").And.Contain("size\t<integer> -required-");
        (await kubectl.RunAsync("describe", "bx", "b")).Should().MatchRegex("(?m)^API Version: +").And.Contain("Size:");
        (await kubectl.RunAsync("describe", "crd", $"boxes.{group}")).Should().Contain("Established");
        (await kubectl.RunAsync("delete", "bx", "b")).Should().Be($"box.{group} \"b\" deleted\n");
        (await kubectl.RunAsync("delete", "crd", $"boxes.{group}", "--timeout=30s")).Should().Contain("deleted");
    }

    private static async Task ChangeAsync(Kubectl kubectl)
    {
        await kubectl.RunAsync("patch", "bx", "b", "--type=merge", "-p", """{"spec":{"color":"blue"}}""");
        await kubectl.RunAsync("patch", "bx", "b", "--subresource=status", "--type=merge", "-p", """{"status":{"phase":"Full"}}""");
        (await kubectl.RunAsync("get", "bx", "b", "-o", "jsonpath={.spec.color} {.status.phase} {.metadata.generation}")).Should().Be("blue Full 3");
        (await kubectl.RunAsync("get", "bx", "b", "--subresource=status")).Should().Contain("b");
        (await kubectl.RunAsync("wait", "--for=jsonpath={.status.phase}=Full", "bx/b", "--timeout=10s")).Should().Contain("condition met");
        kubectl.Environment["EDITOR"] = kubectl.Folder.WriteScript("editor.sh", "sed -i 's/blue/red/' \"$1\"\n");
        (await kubectl.RunAsync("edit", "bx", "b")).Should().EndWith("/b edited\n");
        (await kubectl.FailAsync(null, "patch", "bx", "b", "-p", """{"spec":{"size":9}}""")).Should().Contain(
            "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
    }

    private static string Box(string group, string spec) => $$"""
        apiVersion: {{group}}/v1
        kind: Box
        metadata: {name: b}
        spec: { {{spec}} }
        """;

    private static string Definition(string group) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: boxes.{{group}} }
        spec:
          group: {{group}}
          scope: Namespaced
          names: {plural: boxes, singular: box, kind: Box, shortNames: [bx], categories: [all]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {} }
            additionalPrinterColumns:
            - {name: Size, type: integer, jsonPath: .spec.size}
            - {name: Color, type: string, jsonPath: .spec.color}
            - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
            - {name: Note, type: string, jsonPath: .spec.note, priority: 1}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    description: What a box is like.
                    type: object
                    required: [size]
                    properties:
                      size: {type: integer, minimum: 1}
                      color: {type: string, enum: [red, blue], default: red}
                      note: {type: string}
                  status:
                    type: object
                    properties:
                      phase: {type: string}
        """;
}
