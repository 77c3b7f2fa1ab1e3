using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class DefinitionConditionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Decide_FreeNames_AreAcceptedAndServed()
    {
        var definition = Definition("widgets", "Widget", "w");

        definition["status"] = DefinitionConditions.Decide(definition, [Accepted("things", "Thing", "t")], Now);

        Conditions(definition).Should().Equal(
            "NamesAccepted True NoConflicts: no conflicts found",
            "Established True InitialNamesAccepted: the initial names have been accepted");
        DefinitionConditions.IsEstablished(definition).Should().BeTrue();
        CustomResource.Parse(definition).ShortNames.Should().Equal("w");
        definition["status"]!["storedVersions"]!.ToJsonString().Should().Be("""["v1"]""");
    }

    [Theory]
    [InlineData("things", "Widget", "w", "PluralConflict: \"things\" is already in use")]
    [InlineData("widgets", "Thing", "w", "SingularConflict: \"thing\" is already in use", "KindConflict: \"Thing\" is already in use", "ListKindConflict: \"ThingList\" is already in use")]
    [InlineData("widgets", "Widget", "t", "ShortNamesConflict: \"t\" is already in use")]
    [InlineData("widgets", "Widget", "thing", "ShortNamesConflict: \"thing\" is already in use")]
    public void Decide_TakenName_IsNotAcceptedAndNothingIsServed(string plural, string kind, string shortName, params string[] conflicts)
    {
        var definition = Definition(plural, kind, shortName);

        definition["status"] = DefinitionConditions.Decide(definition, [Accepted("things", "Thing", "t")], Now);

        Conditions(definition).Should().Equal(
            $"NamesAccepted False {conflicts[^1]}",
            "Established False NotAccepted: not all names are accepted");
    }

    [Fact]
    public void Decide_SameNameInAnotherGroup_IsFree()
    {
        var other = Accepted("widgets", "Widget", "w");
        other["spec"]!["group"] = "other.example";
        var definition = Definition("widgets", "Widget", "w");

        definition["status"] = DefinitionConditions.Decide(definition, [other], Now);

        DefinitionConditions.IsEstablished(definition).Should().BeTrue();
    }

    [Fact]
    public void Decide_ShortNameTakenAfterItWasServed_KeepsTheOldNamesAndGoesOnServing()
    {
        var definition = Accepted("widgets", "Widget", "w");
        definition["spec"]!["names"]!["shortNames"] = new JsonArray("w", "t");

        definition["status"] = DefinitionConditions.Decide(definition, [Accepted("things", "Thing", "t")], Now.AddHours(1));

        Conditions(definition)[0].Should().Be("NamesAccepted False ShortNamesConflict: \"t\" is already in use");
        DefinitionConditions.IsEstablished(definition).Should().BeTrue();
        CustomResource.Parse(definition).ShortNames.Should().Equal("w");
    }

    [Fact]
    public void Decide_Again_ChangesNothing()
    {
        var definition = Accepted("widgets", "Widget", "w");

        var status = DefinitionConditions.Decide(definition, [], Now.AddHours(1));

        JsonNode.DeepEquals(status, definition["status"]).Should().BeTrue();
    }

    [Fact]
    public void MarkTerminating_ThenCleaned_SaysSoAndMovesItsTimeOnlyWithItsStatus()
    {
        var definition = Accepted("widgets", "Widget", "w");

        definition["status"] = DefinitionConditions.MarkTerminating(definition, Now.AddHours(1));
        DefinitionConditions.IsTerminating(definition).Should().BeTrue();
        definition["status"] = DefinitionConditions.MarkTerminating(definition, Now.AddHours(2));

        definition["status"]!["conditions"]![2]!["lastTransitionTime"]!.GetValue<string>().Should().Be("2026-01-02T04:04:05Z");
        definition["status"] = DefinitionConditions.MarkCleaned(definition, Now.AddHours(3));
        Conditions(definition)[2].Should().Be("Terminating False InstanceDeletionCompleted: removed all instances");
    }

    private static JsonObject Definition(string plural, string kind, string shortName)
    {
        var definition = JsonNode.Parse($$$$"""
            {"metadata": {"name": "{{{{plural}}}}.x.example"},
             "spec": {"group": "x.example", "scope": "Cluster",
                      "names": {"plural": "{{{{plural}}}}", "kind": "{{{{kind}}}}", "shortNames": ["{{{{shortName}}}}"]},
                      "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}}}]}}
            """)!.AsObject();
        CustomResourceDefinitionStrategy.PrepareForCreate(definition);
        return definition;
    }

    private static JsonObject Accepted(string plural, string kind, string shortName)
    {
        var definition = Definition(plural, kind, shortName);
        definition["status"] = DefinitionConditions.Decide(definition, [], Now);
        return definition;
    }

    private static List<string> Conditions(JsonObject definition) =>
    [
        .. definition["status"]!["conditions"]!.AsArray()
            .Select(condition => $"{condition!["type"]} {condition["status"]} {condition["reason"]}: {condition["message"]}"),
    ];
}
