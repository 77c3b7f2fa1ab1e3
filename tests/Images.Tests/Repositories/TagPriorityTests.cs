using FsCheck;
using FsCheck.Fluent;

namespace ImageStreams.Images.Tests;

public sealed class TagPriorityTests
{
    [Fact]
    public void Order_PutsLatestThenVersionsThenNames()
    {
        // V77
        string[] tags = ["zeta", "1.9", "2.0.1", "latest", "v2.0", "2.0", "1.10", "2.0-rc1", "alpha", "2.0.0", "v1.10.0", "1.10.0-beta"];

        TagPriority.Order(tags).Should().Equal(
            "latest", "2.0", "v2.0", "2.0-rc1", "1.10", "1.9", "2.0.1", "2.0.0", "v1.10.0", "1.10.0-beta", "alpha", "zeta");
    }

    [Theory]
    [InlineData("1.0.0-alpha,1.0.0-alpha.1,1.0.0-alpha.beta,1.0.0-2,1.0.0-11,1.0.0", "1.0.0,1.0.0-alpha.beta,1.0.0-alpha.1,1.0.0-alpha,1.0.0-11,1.0.0-2")]
    [InlineData("a,a,latest,latest", "latest,a")]
    [InlineData("99999999999999999999999.1,1.1", "99999999999999999999999.1,1.1")]
    [InlineData("1,V1.0,1.0.0.0", "1,1.0.0.0,V1.0")]
    public void Order_OfOddTags_IsThatOfSemanticVersions(string tags, string expected) =>
        TagPriority.Order(tags.Split(',')).Should().Equal(expected.Split(','));

    [Fact]
    public void Order_OfAnyTags_DependsOnTheTagsAlone()
    {
        var tag = Gen.Elements("latest", "1.0", "1.0-a", "v1.0", "1.0.0", "1.0.0-1", "1.0.0-a.1", "v1.0.0", "x", "2.1", "2.01", "02.1");

        Prop.ForAll(tag.ListOf().ToArbitrary(), tags =>
            TagPriority.Order(tags).SequenceEqual(TagPriority.Order(tags.OrderDescending())) && TagPriority.Order(tags).ToHashSet().SetEquals(tags))
            .QuickCheckThrowOnFailure();
    }
}
