using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

/// <summary>Plan and result together, as the controller uses them, on any stream and any outcome.</summary>
public sealed class ReconcileTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reconcile_OfAnyStream_ComesToRestAfterOneWrite(bool strategyRuns)
    {
        var options = Make.Options with { StrategyRuns = strategyRuns };

        Prop.ForAll(Streams().ToArbitrary(), Gen.Choose(0, 2).ArrayOf(3).ToArbitrary(), (stream, outcomes) =>
        {
            var memory = new ImportMemory { Since = Make.Now.AddDays(-1) };
            var plan = ImportPlan.For(stream, Make.Now, options, memory);
            var results = Results(stream, plan, outcomes, options);

            var change = ControllerDoor.Apply(stream, results, Make.Now, options);

            var attempts = plan.Tags.Concat(plan.References).ToDictionary(t => t.Name, _ => Make.Now);
            var after = ImportPlan.For(change.After, Make.Now, options, memory with { Attempts = attempts });
            var again = ControllerDoor.Apply(change.After, Results(change.After, after, outcomes, options), Make.Now, options);
            var broken = Broken(
                (!change.SpecChanged && !change.AnnotationsChanged, "only the status is written"),
                (after.Tags.Count == 0, "nothing is left to import"),
                (strategyRuns || after.IsEmpty, "nothing is left to do"),
                (again.IsEmpty, "a second look changes nothing"),
                (ControllerDoor.Apply(change.After, results, Make.Now, options).Tags.Count == 0, "results that come twice change nothing"),
                (after.NextDue is not { } next || next > Make.Now, "what is due later is due later"),
                (HistoriesOnlyGrew(stream, change.After), "no history is lost"));
            return (broken.Length == 0).Label($"{broken}: {JsonSerializer.Serialize(stream, EntitiesJsonContext.Default.ImageStream)}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Apply_OfATagThatFollowsItself_TakesItsFollowersAlong()
    {
        var stream = Make.Stream(Make.FromTag("a", "b", 1), Make.FromTag("b", "b", 5), Make.FromTag("c", "a", 1)).At(5)
            .With(Make.History("a", "x/y@1|1|3"), Make.History("b", "x/y@1|1|3"), Make.History("c").Failing("NotFound", "m", 5, Make.Now));
        var plan = ImportPlan.For(stream, Make.Now, ImportPlanOptions.Default, ImportMemory.None);
        var results = Results(stream, plan, [], ImportPlanOptions.Default);

        var once = ControllerDoor.Apply(stream, results, Make.Now, ImportPlanOptions.Default).After;

        once.StatusTags.Should().HaveCount(3).And.OnlyContain(t => t.Items().Single() == "x/y@1|1|5");
        ControllerDoor.Apply(once, results, Make.Now, ImportPlanOptions.Default).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Apply_WithoutAnApiServer_HeedsNoGenerationsOfTags()
    {
        // A document from another cluster may bring numbers that are far ahead of this stream's.
        var options = ImportPlanOptions.Default with { StrategyRuns = false };
        var stream = Make.Stream(Make.Docker("a", "x/y:1", 9), Make.FromTag("b", "a", 9)).At(2);
        var plan = ImportPlan.For(stream, Make.Now, options, ImportMemory.None);

        var after = ControllerDoor.Apply(stream, Results(stream, plan, [0, 0, 0], options), Make.Now, options).After;

        after.Items("b").Should().Equal(["x/y@1|1|2"], "else the next generations of the stream would go unnoticed");
    }

    private static string Broken(params (bool Holds, string Promise)[] promises) => string.Join(", ", promises.Where(p => !p.Holds).Select(p => p.Promise));

    private static List<TagResult> Results(ImageStream stream, ImportPlan plan, int[] outcomes, ImportPlanOptions options)
    {
        var results = plan.Tags.Select(due => outcomes[Array.IndexOf(Names, due.Name)] switch
        {
            0 => TagResult.Imported(due.Tag, "x/y@1", "1", Make.Now),
            1 => TagResult.Failed(due.Tag, ImportFailures.OfRepository("Timeout", "slow")),
            _ => TagResult.Failed(due.Tag, ImportFailures.OfRepository("InvalidManifest", "bad")),
        });
        var sources = LocalReferences.Needed(stream, plan.References).ToDictionary(key => key, _ => SourceStream.Missing);
        return [.. results, .. LocalReferences.Resolve(stream, plan.References, sources, Make.Now, options)];
    }

    private static bool HistoriesOnlyGrew(ImageStream before, ImageStream after) =>
        before.StatusTags.All(list => after.FindStatusTag(list.Tag!).Items().Length >= list.Items().Length);

    private static Gen<ImageStream> Streams()
    {
        var tag = from kind in Gen.Elements("DockerImage", "ImageStreamTag", "ImageStreamImage", "Foo")
                  from source in Gen.Elements("a", "b", "other:1", "x/y:1")
                  from generation in Gen.Elements<long?>(null, 1, 3, 5, 9)
                  from flags in Gen.Choose(0, 7)
                  select Make.From("t", kind, source, generation) with
                  {
                      Reference = (flags & 1) != 0,
                      ImportPolicy = new TagImportPolicy { Scheduled = (flags & 2) != 0 },
                      From = new ObjectReference { Kind = kind, Name = source, Namespace = flags >= 6 ? "foreign" : null },
                  };
        var history = Gen.Elements<NamedTagEventList?>(
            null,
            Make.History("t"),
            Make.History("t", "x/y@1|1|3"),
            Make.History("t", "x/y@0|0|2", "x/y@1|1|1"),
            Make.History("t", "x/y@1|1|3").Failing("Timeout", "slow", 3, Make.Now.AddHours(-2)),
            Make.History("t").Failing("NotFound", "m", 5, Make.Now));
        return from tags in tag.ArrayOf(3)
               from histories in history.ArrayOf(3)
               select Make.Stream([.. tags.Select((t, i) => t with { Name = Names[i] })]).At(5)
                   .With([.. histories.Select((h, i) => h is null ? null : h with { Tag = Names[i] }).OfType<NamedTagEventList>()]);
    }
}
