using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

public sealed partial class CustomResourceDefinitionRulesTests
{
    private const string File = "customresources/definitions.json";

    public static TheoryData<string> Questions => GoldenFile.Names(File);

    [Theory]
    [MemberData(nameof(Questions))]
    public void Check_RecordedDefinitions_AreTreatedAsByAKubeApiServer(string name)
    {
        var question = GoldenFile.Question(File, name);
        var definition = question["definition"]!.DeepClone().AsObject();

        CustomResourceDefinitionStrategy.PrepareForCreate(definition);
        var errors = ErrorsOfNew(definition);
        if (question["update"] is { } update)
        {
            var changed = definition.DeepClone().AsObject();
            changed["spec"] = update.DeepClone();
            CustomResourceDefinitionStrategy.PrepareForUpdate(changed, definition);
            errors = [.. CustomResourceDefinitionRules.Check(changed), .. CustomResourceDefinitionRules.CheckUpdate(changed, definition)];
            definition = changed;
        }

        var found = errors.Select(error => Normal($"{error.Reason} {error.Field}: {error.Body}")).Order(StringComparer.Ordinal);
        if (question["want"]!["spec"] is { } spec)
        {
            found.Should().BeEmpty();
            CanonicalJson.Of(definition["spec"]).Should().Be(CanonicalJson.Of(spec));
        }
        else
        {
            found.Should().Equal(GoldenFile.Causes(question["want"]!).Select(Normal).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void CheckCreate_ConversionByWebhook_IsRefusedClearly()
    {
        var definition = GoldenFile.Question(File, "smallest")["definition"]!.DeepClone().AsObject();
        definition["spec"]!["conversion"] = new JsonObject { ["strategy"] = "Webhook" };
        CustomResourceDefinitionStrategy.PrepareForCreate(definition);

        ErrorsOfNew(definition).Should().ContainSingle().Which.ToString().Should().Be(
            "spec.conversion.strategy: Invalid value: \"Webhook\": conversion webhooks are not supported by this control plane");
    }

    [Fact]
    public void Warnings_WhatIsNotEvaluatedOrServed_IsNamed()
    {
        var definition = GoldenFile.Question(File, "smallest")["definition"]!.DeepClone().AsObject();
        CustomResourceDefinitionRules.Warnings(definition).Should().BeEmpty();
        var version = definition["spec"]!["versions"]![0]!;
        version["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = "true" });
        version["subresources"] = new JsonObject { ["scale"] = new JsonObject() };

        CustomResourceDefinitionRules.Warnings(definition).Should().Equal(
            "x-kubernetes-validations of version v1 are not evaluated by this control plane",
            "the scale subresource of version v1 is not served by this control plane");
    }

    [Theory]
    [InlineData("widgets.x.k8s.io", "x.k8s.io", true)]
    [InlineData("widgets.kubernetes.io", "kubernetes.io", true)]
    [InlineData("widgets.notk8s.io", "notk8s.io", false)]
    public void CheckCreate_GroupOfTheKubernetesProject_NeedsAnApproval(string name, string group, bool isRefused)
    {
        var definition = GoldenFile.Question(File, "smallest")["definition"]!.DeepClone().AsObject();
        definition["metadata"]!["name"] = name;
        definition["spec"]!["group"] = group;
        CustomResourceDefinitionStrategy.PrepareForCreate(definition);

        ErrorsOfNew(definition).Select(error => error.Field)
            .Should().Equal(isRefused ? ["metadata.annotations[api-approved.kubernetes.io]"] : []);
    }

    [Theory]
    [InlineData("""{"type": 5}""", "type")]
    [InlineData("""{"type": "object", "properties": []}""", "properties")]
    [InlineData("""{"type": "object", "properties": {"a": 1}}""", "properties[a]")]
    [InlineData("""{"type": "object", "allOf": [1]}""", "allOf[0]")]
    public void Check_SchemaThatCannotBeRead_IsRefusedWhereItBreaks(string schema, string path)
    {
        CustomResourceSchemaRules.Check(JsonNode.Parse(schema)!.AsObject(), "s").Should().ContainSingle()
            .Which.Field.Should().Be($"s.{path}");
    }

    /// <summary>Whole schemas inside messages look different from inside a Go program, and so do the reasons of its regular expressions.</summary>
    private static string Normal(string text) => Dumps().Replace(Patterns().Replace(text, "but isn't: ..."), "Invalid value: ...: $2");

    /// <summary>The rules of names are those of every kind.</summary>
    private static IReadOnlyList<FieldError> ErrorsOfNew(JsonObject definition)
    {
        var name = definition["metadata"]!["name"]!.GetValue<string>();
        return
        [
            .. NameRules.Dns1123Subdomain(name).Select(problem => FieldError.Invalid("metadata.name", name, problem)),
            .. CustomResourceDefinitionRules.Check(definition),
            .. CustomResourceDefinitionRules.CheckCreate(definition),
        ];
    }

    [GeneratedRegex(@"Invalid value: (\[\{.*\}\]|\{""[IitdoO].*\}): ((must|only) [^:]*)$")]
    private static partial Regex Dumps();

    [GeneratedRegex("but isn't: .*$")]
    private static partial Regex Patterns();
}
