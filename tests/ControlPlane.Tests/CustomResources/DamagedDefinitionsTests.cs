using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Whatever is wrong with a document, it is said and nothing breaks.</summary>
public sealed class DamagedDefinitionsTests
{
    public static TheoryData<string> Definitions => GoldenFile.Names("customresources/definitions.json");

    public static TheoryData<string> Documents => GoldenFile.Names("customresources/validation.json");

    public static TheoryData<string> Writes => GoldenFile.Names("managedfields/apply.json");

    [Theory]
    [MemberData(nameof(Definitions))]
    public void CheckCreate_DamagedDefinition_FindsErrorsOrCanBeServed(string name)
    {
        var original = GoldenFile.Question("customresources/definitions.json", name)["definition"]!.AsObject();
        for (var seed = 0; seed < 60; seed++)
        {
            var definition = Mutations.Of(original, seed);
            CustomResourceDefinitionStrategy.PrepareForCreate(definition);
            CustomResourceDefinitionRules.Warnings(definition);
            if (CustomResourceDefinitionRules.Check(definition).Count + CustomResourceDefinitionRules.CheckCreate(definition).Count == 0)
            {
                definition["status"] = DefinitionConditions.Decide(definition, [], DateTimeOffset.UnixEpoch);
                var resource = CustomResource.Parse(definition);
                ServedDefinitions.Of([resource]).Should().NotBeEmpty();
                TypeSchema.OfCustomResource(resource.StorageVersion.Schema).Map.Should().NotBeNull();
                PrinterColumns.LayoutOf(resource.StorageVersion.Columns).Columns.Should().NotBeEmpty();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Validate_DamagedDocument_NeverBreaks(string name)
    {
        var question = GoldenFile.Question("customresources/validation.json", name);
        var schema = StructuralSchema.Parse(question["schema"]!.AsObject());
        foreach (var original in question["cases"]!.AsArray().Select(recorded => recorded!["document"]!.AsObject()))
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var document = Mutations.Of(original, seed);
                SchemaPruner.Prune(schema, document);
                SchemaDefaults.Apply(schema, document);
                SchemaValidator.Validate(schema, document, original);
                SchemaPruner.Prune(schema, document).Should().BeEmpty("pruning twice is pruning once");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public void UpdateAndApply_DamagedDocument_IsWrittenOrRefused(string name)
    {
        var question = GoldenFile.Question("managedfields/apply.json", name);
        var original = (question["steps"]![0]!["document"]!.DeepClone()).AsObject();
        original["metadata"] = JsonNode.Parse("""
            {"name": "x", "labels": {"a": "b"}, "managedFields": [
              {"manager": "m", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:text": {}, "k:{\"a\":1}": {".": {}}}}, "time": "2026-01-01T00:00:00Z"}]}
            """);
        var type = question["schema"] is JsonObject schema ? TypeSchema.OfCustomResource(StructuralSchema.Parse(schema)) : TypeSchema.Deduced;
        var management = new FieldManagement { TypeOf = _ => type };
        var write = new FieldWrite("w", "v1", "", DateTimeOffset.UnixEpoch) { Force = true };
        for (var seed = 0; seed < 40; seed++)
        {
            var live = ManagedFields.Update(management, null, Mutations.Of(original, seed), write);
            var next = ManagedFields.Update(management, live, Mutations.Of(original, seed + 1), write with { Manager = "v" });
            try
            {
                ManagedFields.Apply(management, next, Mutations.Of(question["steps"]![0]!["document"]!.AsObject(), seed), write);
            }
            catch (GenericApiServer.ApiException e)
            {
                e.Status.Message.Should().NotBeEmpty();
            }
        }
    }
}
