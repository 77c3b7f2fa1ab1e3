using FsCheck;
using FsCheck.Fluent;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/explain.md.</summary>
public sealed class StreamExplainerTests
{
    private static readonly string Image = Make.Digest('a');
    private static readonly string Event = $"x/a@{Image}|{Image}|2";

    public static TheoryData<string, TagReference?, NamedTagEventList?, string, string> Tags => new()
    {
        { "new", Make.Docker("a", "x/a:1", 2), null, TagStates.Waiting, "waiting for its import: generation 2 is wanted, 0 was dealt with; due now" },
        { "changed", Make.Docker("a", "x/a:1", 3), Make.History("a", Event), TagStates.Waiting, "waiting for its import: generation 3 is wanted, 2 was dealt with; due now" },
        { "imported", Make.Docker("a", "x/a:1", 2), Make.History("a", Event), TagStates.Imported, "not checked again by itself: importPolicy.scheduled is not set" },
        { "scheduled", Make.Docker("a", "x/a:1", 2).Scheduled(), Make.History("a", Event), TagStates.Imported, "checked every 15m; next at 2026-01-01T00:" },
        { "pinned", Make.Docker("a", $"x/a@{Image}", 2).Scheduled(), Make.History("a", Event), TagStates.Imported, "not checked again: what a digest names does not change" },
        { "failing", Make.Docker("a", "x/a:1", 2), Make.History("a").Failing("NotFound", "no; next attempt at 2026-01-01T00:00:30Z", 2, Make.Now), TagStates.Failing, "failing since 2026-01-01T00:00:00Z: NotFound: no" },
        { "failing, when next", Make.Docker("a", "x/a:1", 2), Make.History("a").Failing("NotFound", "no", 2, Make.Now), TagStates.Failing, "next attempt at 2026-01-01T00:" },
        { "failing for access", Make.Docker("a", "x/a:1", 2), Make.History("a").Failing("Unauthorized", "no", 2, Make.Now), TagStates.Failing, "tried at once when a pull secret of the namespace comes or changes" },
        { "failing with an image", Make.Docker("a", "x/a:1", 2), Make.History("a", Event).Failing("Timeout", "no", 2, Make.Now), TagStates.Failing, "the last good image stays" },
        { "limited", Make.Docker("a", "x/a:1", 2), Make.History("a").Failing("RateLimited", "left alone until 2026-01-01T00:07:00Z", 2, Make.Now), TagStates.Failing, "the registry is left alone until 2026-01-01T00:07:00Z" },
        { "reference", Make.Docker("a", "x/a:1", 2) with { Reference = true }, Make.History("a", "x/a:1||2"), TagStates.Reference, "reference: true: pulls go to x/a:1, nothing is imported" },
        { "following", Make.FromTag("a", "b", 2), Make.History("a", Event), TagStates.Following, "follows the tag b of this stream" },
        { "following nothing", Make.FromTag("a", "b", 2), null, TagStates.Waiting, "follows the tag b of this stream, which has no image and is not in the spec" },
        { "copied", Make.FromTag("a", "other:b", 2), Make.History("a", Event), TagStates.Copied, "taken from a tag of another stream when it was written: what changes there does not come here" },
        { "an image of a stream", Make.FromImage("a", $"other@{Image}", 2), Make.History("a", Event), TagStates.Copied, "named by an image, which does not change" },
        { "copied from nothing", Make.FromTag("a", "other:b", 2).In("foreign"), null, TagStates.Unresolved, "its source had no image when the tag was written; write it again once there is one" },
        { "forbidden", Make.FromTag("a", "other:b", 2).In("foreign"), Make.History("a").Failing("Forbidden", "a tag may not come from another namespace", 2, Make.Now), TagStates.Failing, "not tried again until the stream changes" },
        { "pushed", new TagReference { Name = "a", Generation = 1 }, Make.History("a", Event), TagStates.Pushed, "nothing imports it: its spec names no source" },
        { "left over", null, Make.History("a", Event), TagStates.Pushed, "nothing imports it: it is not in the spec" },
        { "history", null, Make.History("a", Event, "x/b|b|1"), TagStates.Pushed, "earlier images in its history: 1" },
        { "wrong interval", Make.Docker("a", "x/a:1", 2).Scheduled().Annotated(ImageAnnotations.Interval, "0s"), Make.History("a", Event), TagStates.Imported, "tag a: the interval \"0s\" is no duration of at least 1m, such as 15m; the default holds" },
    };

    [Theory]
    [MemberData(nameof(Tags))]
    public void Explain_OfATag_SaysWhereItStandsAndWhy(string what, TagReference? tag, NamedTagEventList? status, string state, string why)
    {
        var stream = (tag is null ? Make.Stream() : Make.Stream(tag)).At(2).With(status is null ? [] : [status]);

        var explained = Explain(stream).Tags.Should().ContainSingle().Which;

        explained.State.Should().Be(state, what);
        explained.Why.Should().Contain(line => line.StartsWith(why, StringComparison.Ordinal), string.Join('\n', explained.Why));
        explained.Image.Should().Be(status?.Newest?.Image is { Length: > 0 } image ? image : null);
    }

    [Fact]
    public void Explain_OfOneTag_LeavesTheOthersOut()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a", 1), Make.Docker("b", "x/b", 1));

        new StreamExplainer(stream, Make.Now, ImportPlanOptions.Default).Explain("b")!.Tags.Select(t => t.Name).Should().Equal("b");
        new StreamExplainer(stream, Make.Now, ImportPlanOptions.Default).Explain("c").Should().BeNull();
    }

    [Theory]
    [InlineData(null, null, TagStates.Waiting, "not read yet; due now")]
    [InlineData("2026-01-01T00:00:00Z", null, TagStates.Imported, "the last import that wrote to the stream was at 2026-01-01T00:00:00Z")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z NotFound: no such thing", TagStates.Failing, "failing since 2026-01-01T00:00:00Z: NotFound: no such thing")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z NotFound: no such thing", TagStates.Failing, "next attempt at 2026-01-01T00:")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z InvalidReference: annotation importer.image.openshift.io/tag-regex: x", TagStates.Waiting, "due now: what was wrong has changed")]
    public void Explain_OfARepository_SaysWhereItStandsAndWhy(string? check, string? error, string state, string why)
    {
        var stream = Make.Stream() with { Spec = new ImageStreamSpec { DockerImageRepository = "x/y" } };
        stream = check is null ? stream : stream.AnnotatedAlso(ImageAnnotations.RepositoryCheck, check);
        stream = error is null ? stream : stream.AnnotatedAlso(ImageAnnotations.RepositoryError, error);

        var explained = Explain(stream.AnnotatedAlso(ImageAnnotations.TagNewest, "5")).Repository!;

        explained.State.Should().Be(state);
        explained.Why.Should().Contain(line => line.StartsWith(why, StringComparison.Ordinal), string.Join('\n', explained.Why));
        explained.Why.Should().Contain("only tags that are wanted: tag-newest 5");
    }

    [Fact]
    public void Explain_OfATagThatARepositoryBrought_NamesTheRepository()
    {
        var stream = Make.Stream() with { Spec = new ImageStreamSpec { DockerImageRepository = "x/y" } };

        var explained = Explain(stream.With(Make.History("1.0", $"docker.io/x/y@{Image}|{Image}|1"), Make.History("z", $"other/z@{Image}|{Image}|1"))).Tags;

        explained.Select(t => $"{t.Name} {t.State} {t.Source}").Should().Equal("1.0 Imported DockerImage x/y:1.0", "z Pushed ");
    }

    [Fact]
    public void Explain_OfAnyStream_SaysWhatThePlanOfTheImporterSays()
    {
        var tag = from name in Gen.Elements("a", "b", "c", "d")
                  from source in Gen.Elements("x/a:1", "y/b", $"x/a@{Image}")
                  from generation in Gen.Choose(1, 3)
                  from scheduled in Gen.Elements(true, false)
                  from reference in Gen.Elements(false, false, true)
                  select Make.Docker(name, source, generation) with { Reference = reference, ImportPolicy = new TagImportPolicy { Scheduled = scheduled } };
        var status = from name in Gen.Elements("a", "b", "c", "d")
                     from events in Gen.Elements([], new[] { Event })
                     from reason in Gen.Elements("", "NotFound", "InvalidManifest", "RateLimited", "Timeout")
                     from age in Gen.Choose(0, 10_000)
                     let list = Make.History(name, events)
                     select reason.Length == 0 ? list : list.Failing(reason, "m", 2, Make.Now.AddSeconds(-age));
        var streams = from tags in tag.ListOf()
                      from lists in status.ListOf()
                      select Make.Stream([.. tags.DistinctBy(t => t.Name)]).At(3).With([.. lists.DistinctBy(l => l.Tag)]);

        Prop.ForAll(streams.ToArbitrary(), stream =>
        {
            var plan = ImportPlan.For(stream, Make.Now, ImportPlanOptions.Default, new ImportMemory { Since = Make.Now });
            var explained = Explain(stream).Tags;
            var times = explained.Select(t => t.NextCheck ?? (t.State == TagStates.Failing ? t.Failure?.NextAttempt : null)).OfType<DateTimeOffset>().ToList();
            return explained.Where(t => t.State == TagStates.Waiting).Select(t => t.Name).Order().SequenceEqual(plan.Tags.Concat(plan.References).Select(t => t.Name).Order())
                && (stream.SpecTags.Any(t => t.Reference == true) || (times.Count == 0 ? null : times.Min()) == plan.NextDue);
        }).QuickCheckThrowOnFailure();
    }

    private static StreamExplanation Explain(ImageStream stream) => new StreamExplainer(stream, Make.Now, ImportPlanOptions.Default).Explain(null)!;
}
