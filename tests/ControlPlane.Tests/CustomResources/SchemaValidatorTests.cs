using System.Text.Json.Nodes;
using FluentAssertions.Execution;

namespace ImageStreams.ControlPlane.Tests;

public sealed class SchemaValidatorTests
{
    private const string File = "customresources/validation.json";

    public static TheoryData<string> Questions => GoldenFile.Names(File);

    [Theory]
    [MemberData(nameof(Questions))]
    public void Validate_RecordedDocuments_AreTreatedAsByAKubeApiServer(string name)
    {
        var question = GoldenFile.Question(File, name);
        var schema = StructuralSchema.Parse(question["schema"]!.AsObject());
        using var scope = new AssertionScope();
        foreach (var recorded in question["cases"]!.AsArray())
        {
            CheckCase(schema, recorded!.AsObject());
        }
    }

    private static void CheckCase(StructuralSchema schema, JsonObject recorded)
    {
        var document = recorded["document"]!.DeepClone().AsObject();
        var want = recorded["want"]!;

        var unknown = SchemaPruner.Prune(schema, document);
        SchemaDefaults.Apply(schema, document);
        var errors = SchemaValidator.Validate(schema, document, recorded["old"]?.AsObject());

        var asked = recorded["document"]!.ToJsonString();
        if (want["document"] is { } expected)
        {
            errors.Select(error => error.ToString()).Should().BeEmpty(asked);
            JsonNode.DeepEquals(document, expected).Should().BeTrue("{0} should become {1}, not {2}", asked, expected.ToJsonString(), document.ToJsonString());
            unknown.Select(path => $"unknown field \"{path}\"").Should().Equal(
                want["warnings"]?.AsArray().Select(warning => warning!.GetValue<string>()) ?? [], asked);
        }
        else
        {
            errors.Select(error => $"{error.Reason} {error.Field}: {error.Body}").Order(StringComparer.Ordinal)
                .Should().Equal(GoldenFile.Causes(want), asked);
        }
    }
}
