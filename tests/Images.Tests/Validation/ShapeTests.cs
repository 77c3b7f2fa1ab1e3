using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class ShapeTests
{
    private static readonly RegistryHosts Hosts = new() { Internal = "reg:5000" };

    [Fact]
    public void ServedShape_OfANewStreamWithAReferenceTag_IsTheWholeObject()
    {
        // V110
        var served = Serve("""{"metadata":{"name":"s","namespace":"ns"},"spec":{"tags":[{"name":"a","from":{"kind":"DockerImage","name":"q.io/x:1"},"reference":true}]}}""");

        served["spec"].ShouldBe("""
            {"lookupPolicy":{"local":false},"tags":[{"name":"a","annotations":null,"from":{"kind":"DockerImage","name":"q.io/x:1"},"reference":true,"generation":1,
             "importPolicy":{"importMode":"Legacy"},"referencePolicy":{"type":"Source"}}]}
            """);
        served["status"].ShouldBe("""
            {"dockerImageRepository":"reg:5000/ns/s","tags":[{"tag":"a","items":[{"created":"2026-01-01T00:00:00Z","dockerImageReference":"q.io/x:1","image":"","generation":1}]}]}
            """);
    }

    [Fact]
    public void ServedShape_OfAStreamThatWaits_HasNoTagsInItsStatus()
    {
        // V111
        var served = Serve("""
            {"metadata":{"name":"s","namespace":"ns"},"spec":{"tags":[{"name":"a","from":{"kind":"DockerImage","name":"q.io/x:1"}},{"name":"b","from":{"kind":"ImageStreamTag","name":"a"}}]}}
            """);

        served["status"].ShouldBe("""{"dockerImageRepository":"reg:5000/ns/s"}""");
    }

    [Fact]
    public void ServedShape_OfATagThatOnlyFailed_WritesNullItems()
    {
        // V112
        var stream = Make.Stream().With(Make.History("x").Failing("Unauthorized", "you may not have access to the container image \"q.io/a/x:1\"", 2, Make.Now));

        Make.Json(ServedShape.Of(stream, RegistryHosts.None, ImportModes.Legacy))["status"]!["tags"]![0].ShouldBe("""
            {"tag":"x","items":null,"conditions":[{"type":"ImportSuccess","status":"False","lastTransitionTime":"2026-01-01T00:00:00Z","reason":"Unauthorized",
             "message":"you may not have access to the container image \"q.io/a/x:1\"","generation":2}]}
            """);
    }

    [Fact]
    public void ServedShape_OfAnEmptyDocument_HasWhatIsAlwaysThere() =>
        Make.Json(ServedShape.Of(new ImageStream(), RegistryHosts.None, ImportModes.Legacy))
            .ShouldBe("""{"spec":{"lookupPolicy":{"local":false}},"status":{"dockerImageRepository":""}}""");

    [Fact]
    public void ServedShape_OfAnUntidyDocument_IsSortedCollapsedAndComplete()
    {
        const string Stored = """
            {"spec":{"dockerImageRepository":"q.io/a/b:tag","tags":[{"name":"b","annotations":{},"from":{}},{"name":"B","importPolicy":{"importMode":"PreserveOriginal"}},{"name":"a"},
               {"name":"b","from":{"kind":"DockerImage","name":"last"},"reference":false,"importPolicy":{"insecure":false,"scheduled":true},"referencePolicy":{}}]},
             "status":{"dockerImageRepository":"stale","tags":[{"tag":"z","items":[{"dockerImageReference":"x"}],"conditions":[]},{"tag":"a","items":[],"conditions":[{"type":"ImportSuccess","status":"False"}]}]}}
            """;
        var stream = JsonSerializer.Deserialize(Stored, EntitiesJsonContext.Default.ImageStream)!;

        Make.Json(ServedShape.Of(stream, RegistryHosts.None, ImportModes.Legacy)).ShouldBe("""
            {"spec":{"lookupPolicy":{"local":false},"dockerImageRepository":"q.io/a/b","tags":[
               {"name":"B","annotations":null,"generation":null,"importPolicy":{"importMode":"PreserveOriginal"},"referencePolicy":{"type":"Source"}},
               {"name":"a","annotations":null,"generation":null,"importPolicy":{"importMode":"Legacy"},"referencePolicy":{"type":"Source"}},
               {"name":"b","annotations":null,"from":{"kind":"DockerImage","name":"last"},"generation":null,"importPolicy":{"scheduled":true,"importMode":"Legacy"},"referencePolicy":{"type":"Source"}}]},
             "status":{"dockerImageRepository":"q.io/a/b","tags":[
               {"tag":"a","items":null,"conditions":[{"type":"ImportSuccess","status":"False","lastTransitionTime":null,"generation":0}]},
               {"tag":"z","items":[{"created":null,"dockerImageReference":"x","image":"","generation":0}]}]}}
            """);
    }

    [Fact]
    public void StoredShape_OfAnUntidyDocument_HoldsNothingNullOrEmpty()
    {
        const string Sent = """{"spec":{"tags":[{"name":"a","annotations":null,"generation":null,"reference":false}]},"status":{"dockerImageRepository":"","tags":[{"tag":"t","items":null}]}}""";
        var stream = JsonSerializer.Deserialize(Sent, EntitiesJsonContext.Default.ImageStream)!;

        Make.Json(StoredShape.Of(stream, "PreserveOriginal")).ShouldBe("""
            {"spec":{"tags":[{"name":"a","importPolicy":{"importMode":"PreserveOriginal"},"referencePolicy":{"type":"Source"}}]},"status":{"tags":[{"tag":"t"}]}}
            """);
    }

    [Fact]
    public void ServedShape_OfASeedsStream_KeepsWhatItSays()
    {
        var stream = JsonSerializer.Deserialize(File.ReadAllText("testdata/seeds/imagestream-aodh-api.json"), EntitiesJsonContext.Default.ImageStream)!;

        var served = ServedShape.Of(stream, new RegistryHosts { Internal = "172.30.132.198:5000" }, ImportModes.Legacy);

        served.Status!.DockerImageRepository.Should().Be(stream.Status!.DockerImageRepository);
        served.Status.Tags!.Select(t => t.Tag).Should().BeEquivalentTo(stream.Status.Tags!.Select(t => t.Tag)).And.BeInAscendingOrder(StringComparer.Ordinal);
        foreach (var history in stream.Status.Tags!)
        {
            served.Items(history.Tag!).Should().Equal(history.Items());
        }
    }

    [Fact]
    public void Shapes_OfAnyStream_AreStableAndAgree()
    {
        var tag = from name in Gen.Elements("a", "b", "c")
                  from image in Gen.Elements("x/y", "x/z", "")
                  from generation in Gen.Choose(-1, 2)
                  from reference in Gen.Elements<bool?>(null, false, true)
                  select Make.Docker(name, image, generation < 0 ? null : generation) with { Reference = reference };

        Prop.ForAll(tag.ListOf().ToArbitrary(), tags =>
        {
            var stream = Make.Stream([.. tags]);
            var stored = StoredShape.Of(stream, ImportModes.Legacy);
            var served = ServedShape.Of(stream, Hosts, ImportModes.Legacy);
            return StreamEquality.SameSpec(stored.Spec, served.Spec)
                && Make.Json(StoredShape.Of(stored, ImportModes.Legacy)).ToJsonString() == Make.Json(stored).ToJsonString()
                && Make.Json(ServedShape.Of(served, Hosts, ImportModes.Legacy)).ToJsonString() == Make.Json(served).ToJsonString();
        }).QuickCheckThrowOnFailure();
    }

    private static System.Text.Json.Nodes.JsonNode Serve(string sent)
    {
        var stream = JsonSerializer.Deserialize(sent, EntitiesJsonContext.Default.ImageStream)!;
        var prepared = StreamPreparation.ForCreate(stream, StatusSource.Stored, ImportModes.Legacy);
        var evaluation = TagEvaluator.Evaluate(null, prepared, Make.NoSources, Make.Context);
        evaluation.Causes.Should().BeEmpty();
        return Make.Json(ServedShape.Of(evaluation.Stream, Hosts, ImportModes.Legacy));
    }
}
