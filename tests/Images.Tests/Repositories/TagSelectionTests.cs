using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/repositories.md#memory.</summary>
public sealed class TagSelectionTests
{
    [Fact]
    public void Add_OfManyTags_HoldsNoMoreThanAreImported()
    {
        var selection = new TagSelection(TagFilter.None, 50, keepsOthers: false);
        var most = 0;
        foreach (var tag in Enumerable.Range(0, 10_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"1.0.{i * 7919 % 10_000}")))
        {
            selection.Add(tag);
            most = Math.Max(most, selection.Count);
        }

        most.Should().Be(50);
        selection.Chosen[0].Should().Be("1.0.9999");
        selection.Chosen[^1].Should().Be("1.0.9950");
        selection.Others.Should().BeEmpty();
    }

    [Theory]
    [InlineData("3", -1, 3, 0)] // the stream wants three
    [InlineData("3", 2, 2, 1)] // the limit is lower
    [InlineData("30", 2, 2, 2)] // of what there is
    public void Add_WithNewestAndOthersNamed_KeepsTheNewestAndNamesWhatTheLimitLeaves(string newest, int limit, int chosen, int others)
    {
        var filter = TagFilter.Of(Make.Stream().Annotated(ImageAnnotations.TagNewest, newest));
        var selection = new TagSelection(filter, limit, keepsOthers: true);

        foreach (var tag in (string[])["1.0", "1.1", "1.2", "1.3", "latest"])
        {
            selection.Add(tag);
        }

        selection.Chosen.Should().HaveCount(chosen);
        selection.Others.Should().HaveCount(others);
        selection.Chosen.Concat(selection.Others).Should().BeInDescendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public void Add_WithoutRoom_KeepsNothing()
    {
        var selection = new TagSelection(TagFilter.None, 0, keepsOthers: false);

        selection.Add("1.0");

        selection.Count.Should().Be(0);
    }

    [Fact]
    public void Chosen_OfAnyTagsInAnyOrder_AreTheFirstOfAll()
    {
        var tag = Gen.Elements("latest", "1.0", "1.0-a", "v1.0", "1.0.0", "1.0.0-1", "v1.0.0", "x", "2.1", "2.01", "02.1", "b");

        Prop.ForAll(tag.ListOf().ToArbitrary(), Gen.Choose(-1, 5).ToArbitrary(), (tags, limit) =>
        {
            var (few, all) = (new TagSelection(TagFilter.None, limit, keepsOthers: false), new TagSelection(TagFilter.None, limit, keepsOthers: true));
            foreach (var t in tags)
            {
                few.Add(t);
                all.Add(t);
            }

            var ordered = TagPriority.Order(tags);
            var count = limit < 0 ? ordered.Count : limit;
            return few.Chosen.SequenceEqual(ordered.Take(count)) && all.Chosen.SequenceEqual(ordered.Take(count)) && all.Others.SequenceEqual(ordered.Skip(count));
        }).QuickCheckThrowOnFailure();
    }
}
