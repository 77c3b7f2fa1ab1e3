using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class ImportDoorTests
{
    private static readonly TagImportPolicy Insecure = new() { Insecure = true };
    private static readonly ImportFailure Gone = ImportFailures.NotFound(Oci.ImageReference.Parse("ruby:9"));

    [Fact]
    public void Apply_ToANewStream_CreatesItWithSpecAndStatus()
    {
        var change = ImportDoor.Apply(null, New(), [Image("latest", "q.io/x:latest", "q.io/x@1", "1")], Make.Context, ImportModes.Legacy);

        Make.Json(ServedShape.Of(change.After, RegistryHosts.None, ImportModes.Legacy)).ShouldBe("""
            {"metadata":{"name":"s","namespace":"ns","generation":1,"labels":{"a":"b"},"annotations":{"openshift.io/image.dockerRepositoryCheck":"2026-01-01T00:00:00Z"}},
             "spec":{"lookupPolicy":{"local":false},"tags":[{"name":"latest","annotations":null,"from":{"kind":"DockerImage","name":"q.io/x:latest"},"generation":1,
               "importPolicy":{"insecure":true,"importMode":"Legacy"},"referencePolicy":{"type":"Source"}}]},
             "status":{"dockerImageRepository":"","tags":[{"tag":"latest","items":[{"created":"2026-01-01T00:00:00Z","dockerImageReference":"q.io/x@1","image":"1","generation":1}]}]}}
            """);
        change.SpecChanged.Should().BeTrue();
        change.StatusChanged.Should().BeTrue();
    }

    [Fact]
    public void Apply_OfTheSameImageAgain_WritesNothing()
    {
        var stored = Stored();

        var change = Apply(stored, Image("a", "q.io/x:a", "q.io/x@1", "1"));

        change.IsEmpty.Should().BeTrue();
        change.After.Should().BeSameAs(stored);
    }

    [Fact]
    public void Apply_OfANewImage_LeavesTagEventAndStreamAtOneGeneration()
    {
        var change = Apply(Stored(), Image("a", "q.io/x:b", "q.io/x@2", "2"));

        change.After.Metadata!.Generation.Should().Be(4);
        change.After.FindSpecTag("a")!.Generation.Value.Should().Be(4);
        change.After.FindSpecTag("a")!.From!.Name.Should().Be("q.io/x:b");
        change.After.Items("a").Should().Equal("q.io/x@2|2|4", "q.io/x@1|1|3");
    }

    [Fact]
    public void Apply_WithAnotherImportPolicy_TakesItOverEvenIfTheImageIsOld()
    {
        var change = Apply(Stored(), Image("a", "q.io/x:a", "q.io/x@1", "1") with { ImportPolicy = new TagImportPolicy { Scheduled = true } });

        change.SpecChanged.Should().BeTrue();
        change.After.Metadata!.Generation.Should().Be(4);
        var tag = change.After.FindSpecTag("a")!;
        tag.ImportPolicy.Should().Be(new TagImportPolicy { Scheduled = true, ImportMode = "Legacy" });
        tag.Generation.Value.Should().Be(3, "only the policy changed");
    }

    [Fact]
    public void Apply_ToAnExistingTag_KeepsItsAnnotationsAndReferencePolicy()
    {
        var stored = Stored(t => t.Annotated("k", "v") with { ReferencePolicy = new TagReferencePolicy { Type = "Local" } });

        var entry = Image("a", "q.io/x:b", "q.io/x@2", "2") with { ReferencePolicy = new TagReferencePolicy { Type = "Source" } };
        var tag = Apply(stored, entry).After.FindSpecTag("a")!;

        tag.ReferencePolicy!.Type.Should().Be("Local");
        tag.FindAnnotation("k").Should().Be("v");
    }

    [Fact]
    public void Apply_OfAFailure_LeavesACondition()
    {
        // V109
        var change = Apply(Stored(), Failure("a", "ruby:9", Gone));

        change.After.Condition("a").Should().Be(new TagEventCondition
        {
            Type = "ImportSuccess",
            Status = "False",
            LastTransitionTime = Make.Now,
            Reason = "NotFound",
            Generation = 4,
            Message = "dockerimage.image.openshift.io \"docker.io/library/ruby:9\" not found",
        });
        change.After.Items("a").Should().Equal("q.io/x@1|1|3");
        var tag = change.After.FindSpecTag("a")!;
        tag.From!.Name.Should().Be("q.io/x:a", "a failed import does not change what the tag means");
        tag.Generation.Value.Should().Be(4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("; next attempt at 2026-01-01T00:00:30Z")]
    public void Apply_OfTheSameFailureAgain_WritesNothing(string suffix)
    {
        var failed = Apply(Stored(), Failure("a", "ruby:9", Gone)).After;
        failed = failed.With(failed.FindStatusTag("a")!.Failing("NotFound", Gone.Message + suffix, 4, Make.Now));

        ImportDoor.Apply(failed, failed, [Failure("a", "ruby:9", Gone)], Make.Context with { Now = Make.Now.AddDays(1) }, ImportModes.Legacy)
            .IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Apply_OfWhatIsStillOpen_MakesItsTagDue()
    {
        var change = Apply(Stored(), Failure("a", "q.io/x:b", Gone) with { IsOpen = true }, Failure("new", "ruby:9", Gone) with { IsOpen = true, OfRepository = true });

        foreach (var (tag, from) in ((string, string)[])[("a", "q.io/x:b"), ("new", "ruby:9")])
        {
            change.After.FindSpecTag(tag)!.From!.Name.Should().Be(from);
            change.After.FindSpecTag(tag)!.Generation.Value.Should().Be(4);
        }

        change.After.Items("a").Should().Equal("q.io/x@1|1|3");
        (change.After.FindStatusTag("a")!.Conditions ?? []).Should().BeEmpty();
        change.After.FindStatusTag("new").Should().BeNull();
    }

    [Fact]
    public void Apply_OfAFailureForANewTag_CreatesItsSpec()
    {
        var change = Apply(Stored(), Failure("new", "ruby:9", Gone));

        change.After.FindSpecTag("new")!.From!.Name.Should().Be("ruby:9");
        change.After.FindSpecTag("new")!.Generation.Value.Should().Be(4);
        change.After.FindStatusTag("new")!.Items.HasValue.Should().BeFalse();
    }

    [Fact]
    public void Apply_OfAFailureWithinARepository_CreatesNoSpec()
    {
        var change = Apply(Stored(), Failure("new", "q.io/x:new", Gone) with { OfRepository = true });

        change.After.FindSpecTag("new").Should().BeNull();
        change.After.Condition("new").Should().NotBeNull();
    }

    [Fact]
    public void Apply_AfterAFailure_ClearsTheCondition()
    {
        var failed = Apply(Stored(), Failure("a", "ruby:9", Gone)).After;

        var after = Apply(failed, Image("a", "q.io/x:a", "q.io/x@1", "1")).After;

        after.Condition("a").Should().BeNull();
        after.Items("a").Should().Equal("q.io/x@1|1|5");
    }

    [Fact]
    public void Apply_MovesTheTagsThatFollow()
    {
        var stored = Stored();
        stored = stored with { Spec = stored.Spec! with { Tags = [.. stored.Spec.Tags!, Make.FromTag("prod", "a", 3)] } };

        Apply(stored, Image("a", "q.io/x:b", "q.io/x@2", "2")).After.Items("prod").Should().Equal("q.io/x@2|2|4");
    }

    [Fact]
    public void Apply_ToAStreamThatWasNeverChecked_SetsTheMark()
    {
        var stored = Stored() with { Metadata = Make.Stream().At(3).Metadata };

        var change = Apply(stored, Image("a", "q.io/x:a", "q.io/x@1", "1"));

        change.AnnotationsChanged.Should().BeTrue();
        change.SpecChanged.Should().BeFalse();
        change.StatusChanged.Should().BeFalse();
    }

    private static StreamChange Apply(ImageStream stored, params ImportEntry[] entries) =>
        ImportDoor.Apply(stored, stored, entries, Make.Context, ImportModes.Legacy);

    private static ImportEntry Image(string tag, string from, string reference, string image) =>
        new() { Tag = tag, From = from, ImportPolicy = Insecure, Reference = reference, Image = image };

    private static ImportEntry Failure(string tag, string from, ImportFailure failure) =>
        new() { Tag = tag, From = from, ImportPolicy = Insecure, Failure = failure };

    private static ImageStream New() => new()
    {
        Metadata = new ObjectMeta { Name = "s", Namespace = "ns", Labels = new Dictionary<string, string> { ["a"] = "b" } },
    };

    private static ImageStream Stored() => Stored(t => t);

    private static ImageStream Stored(Func<TagReference, TagReference> change) => StoredShape.Of(
        Make.Stream(change(Make.Docker("a", "q.io/x:a", 3) with { ImportPolicy = Insecure })).At(3)
            .Annotated(ImageAnnotations.RepositoryCheck, "2025-12-31T00:00:00Z").With(Make.History("a", "q.io/x@1|1|3")),
        ImportModes.Legacy);
}
