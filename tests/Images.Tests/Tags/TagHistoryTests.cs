using FsCheck;
using FsCheck.Fluent;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class TagHistoryTests
{
    public static TheoryData<string, string[], string, bool, string[]> Vectors { get; } = new()
    {
        { "V29", [], "r@1|1|2", true, ["r@1|1|2"] },
        { "V30", ["r@1|1|2"], "r@1|1|2", false, ["r@1|1|2"] },
        { "V31", ["r@1|1|2"], "r@1|1|5", true, ["r@1|1|5"] },
        { "V32: the same reference by tag loses what it meant before", ["r:t|1|2"], "r:t|2|3", true, ["r:t|2|3"] },
        { "V33", ["a@1|1|2"], "b@1|1|3", true, ["b@1|1|3"] },
        { "V34: back to an older image", ["r@2|2|2", "r@1|1|1"], "r@1|1|3", true, ["r@1|1|3", "r@2|2|2", "r@1|1|1"] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Push_OfAnEvent_GrowsOrCorrectsTheHistory(string vector, string[] before, string next, bool changed, string[] after)
    {
        var status = new ImageStreamStatus { Tags = [Make.History("t", before).Failing("NotFound", "m", 2, Make.Now)] };

        var pushed = status.Push("t", Make.Event(next, Make.Now), TagHistory.Unlimited);

        ReferenceEquals(pushed, status).Should().Be(!changed, vector);
        pushed.Tags.Should().ContainSingle().Which.Items().Should().Equal(after, vector);
        (pushed.Tags![0].Conditions ?? []).Should().HaveCount(changed ? 0 : 1, "news settle the failure, no news do not");
    }

    [Fact]
    public void Push_OfTheSameImage_KeepsTheTimeOfTheFirstSighting()
    {
        var status = new ImageStreamStatus { Tags = [Make.History("t", "r@1|1|2")] };

        var pushed = status.Push("t", Make.Event("r@1|1|5", Make.Now), TagHistory.Unlimited);

        pushed.Tags![0].Newest!.Created.Value.Should().Be(Make.Now.AddHours(-1));
    }

    [Fact]
    public void Push_OntoANewTag_KeepsTheOthers()
    {
        var status = new ImageStreamStatus { DockerImageRepository = "r/ns/s", Tags = [Make.History("a", "r@1|1|1")] };

        var pushed = status.Push("b", Make.Event("r@2|2|2"), TagHistory.Unlimited);

        pushed.DockerImageRepository.Should().Be("r/ns/s");
        pushed.Tags!.Select(t => t.Tag).Should().Equal("a", "b");
        pushed.Tags![0].Should().BeSameAs(status.Tags![0]);
    }

    [Fact]
    public void Push_BeyondTheLimit_DropsTheOldest()
    {
        var status = new ImageStreamStatus { Tags = [Make.History("t", "r@2|2|2", "r@1|1|1")] };

        var pushed = status.Push("t", Make.Event("r@3|3|3"), 2);

        pushed.Tags![0].Items().Should().Equal("r@3|3|3", "r@2|2|2");
    }

    [Fact]
    public void Push_OfAnySequence_EqualsTheTableOfRules()
    {
        var item = from reference in Gen.Elements("r@1", "r@2", "r:t")
                   from image in Gen.Elements("", "1", "2")
                   from generation in Gen.Choose(0, 2)
                   select $"{reference}|{image}|{generation}";

        Prop.ForAll(item.ListOf().ToArbitrary(), items =>
        {
            var list = new NamedTagEventList { Tag = "t" };
            var model = new List<string>();
            foreach (var next in items)
            {
                list = list.Push(Make.Event(next), TagHistory.Unlimited);
                ApplyTable(model, next);
            }

            return list.Items().SequenceEqual(model);
        }).QuickCheckThrowOnFailure();
    }

    // The table of the rules, row by row.
    private static void ApplyTable(List<string> model, string next)
    {
        if (model.Count == 0)
        {
            model.Add(next);
            return;
        }

        var (p, n) = (model[0].Split('|'), next.Split('|'));
        if (p[0] != n[0] && p[1] != n[1])
        {
            model.Insert(0, next);
        }
        else
        {
            model[0] = next;
        }
    }
}
