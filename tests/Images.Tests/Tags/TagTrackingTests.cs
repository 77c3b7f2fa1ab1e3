using FsCheck;
using FsCheck.Fluent;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class TagTrackingTests
{
    [Fact]
    public void Follow_ByEachSpellingOfTheSource_MovesTheOwnStreamsFollowersOnly()
    {
        // V53
        var stream = Make.Stream(
            Make.FromTag("prod", "dev"), Make.FromTag("other", "s2:dev"), Make.FromTag("full", "s:dev"), Make.FromTag("far", "s:dev").In("ns2"))
            .With(Make.History("dev", "r@2|2|4"));

        var status = TagTracking.Follow(stream, ["dev"], TagHistory.Unlimited);

        status.Tags!.Select(t => $"{t.Tag} {string.Join(',', t.Items())}")
            .Should().BeEquivalentTo("dev r@2|2|4", "prod r@2|2|4", "full r@2|2|4");
    }

    [Fact]
    public void Follow_ThroughAChain_MovesAllInOnePass()
    {
        var stream = Make.Stream(Make.FromTag("a", "b"), Make.FromTag("b", "c"), Make.FromTag("c", "s:")).With(Make.History("latest", "r@1|1|1"));

        var after = stream with { Status = TagTracking.Follow(stream, ["latest"], TagHistory.Unlimited) };

        after.Items("a").Should().Equal("r@1|1|1");
        after.Items("b").Should().Equal("r@1|1|1");
        after.Items("c").Should().Equal("r@1|1|1");
    }

    [Fact]
    public void Follow_AroundACycle_EndsWithAllAlike()
    {
        var stream = Make.Stream(Make.FromTag("a", "b"), Make.FromTag("b", "c"), Make.FromTag("c", "a"), Make.FromTag("self", "self"))
            .With(Make.History("b", "r@1|1|1"));

        var after = stream with { Status = TagTracking.Follow(stream, ["b"], TagHistory.Unlimited) };

        after.StatusTags.Should().HaveCount(3).And.OnlyContain(t => t.Items().Single() == "r@1|1|1");
    }

    [Fact]
    public void Follow_AroundACycle_GoesOnUntilItRests()
    {
        // What b wants reaches c only on the second time round.
        var stream = Make.Stream(Make.FromTag("a", "b", 1), Make.FromTag("b", "c", 5), Make.FromTag("c", "a", 1)).With(Make.History("a", "r@1|1|1"));

        var after = stream with { Status = TagTracking.Follow(stream, ["a"], TagHistory.Unlimited) };

        after.StatusTags.Should().HaveCount(3).And.OnlyContain(t => t.Items().Single() == "r@1|1|5");
        TagTracking.Follow(after, ["a", "b", "c"], TagHistory.Unlimited).Should().BeSameAs(after.Status);
    }

    [Fact]
    public void Follow_WhenNothingMoved_ReturnsTheSameStatus()
    {
        var stream = Make.Stream(Make.FromTag("a", "b")).With(Make.History("b", "r@1|1|1"));

        TagTracking.Follow(stream, [], TagHistory.Unlimited).Should().BeSameAs(stream.Status);
    }

    [Fact]
    public void Follow_OfAnOlderGeneration_KeepsTheFollowersOwn()
    {
        var stream = Make.Stream(Make.FromTag("prod", "dev", 7)).With(Make.History("dev", "r@2|2|4"));

        var after = stream with { Status = TagTracking.Follow(stream, ["dev"], TagHistory.Unlimited) };

        after.Items("prod").Should().Equal(["r@2|2|7"], "else the follower would look as if it had yet to be resolved");
    }

    [Fact]
    public void Follow_OfAnyStream_LeavesNoFollowerBehindAMovedSource()
    {
        // Tag i follows tag sources[i], or none: every stream whose tags follow each other, cycles included.
        var sources = Gen.Choose(-1, 7).ArrayOf(8);
        var moved = Gen.SubListOf(Enumerable.Range(0, 8));

        Prop.ForAll(sources.ToArbitrary(), moved.ToArbitrary(), (follows, start) =>
        {
            var tags = follows.Select((source, i) => source < 0 ? Make.Docker($"t{i}", "x") : Make.FromTag($"t{i}", $"t{source}")).ToArray();
            var stream = Make.Stream(tags).With([.. start.Select(i => Make.History($"t{i}", $"r@{i}|{i}|1"))]);

            var after = stream with { Status = TagTracking.Follow(stream, start.Select(i => $"t{i}"), TagHistory.Unlimited) };

            return Enumerable.Range(0, 8).All(i => IsLevel(after, follows, i));
        }).QuickCheckThrowOnFailure();
    }

    // A follower has its source's image; where tags follow each other in a circle, a move need not come round to where it began.
    private static bool IsLevel(ImageStream stream, int[] follows, int tag) =>
        follows[tag] < 0
        || IsOnCycle(follows, tag)
        || stream.FindNewest($"t{follows[tag]}") is not { } source
        || stream.FindNewest($"t{tag}")?.Image == source.Image;

    private static bool IsOnCycle(int[] follows, int tag)
    {
        var at = follows[tag];
        for (var steps = 0; at >= 0 && at != tag && steps < follows.Length; steps++)
        {
            at = follows[at];
        }

        return at == tag;
    }
}
