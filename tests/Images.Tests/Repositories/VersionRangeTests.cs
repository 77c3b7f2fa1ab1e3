using FsCheck;
using FsCheck.Fluent;

namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/repositories.md#ranges, by what Helm's and Flux's ranges do.</summary>
public sealed class VersionRangeTests
{
    [Theory]
    [InlineData(">=1.2 <2", "1.2 1.2.0 1.10.3 v1.9.9", "1.1.9 2.0 2.0.0 1.3.0-rc1")]
    [InlineData(">=1.2, <2", "1.2.0 1.99", "2.0.0")]
    [InlineData(">= 1.2 < 2", "1.2.0 1.99", "1.1 2.0.0")]
    [InlineData("~1.2", "1.2 1.2.9", "1.3.0 1.1.9 1.2.3-a")]
    [InlineData("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0")]
    [InlineData("~1", "1.0 1.9.9", "2.0 0.9")]
    [InlineData("~>1.2", "1.2.9", "1.3.0")]
    [InlineData("^1", "1.0 1.9.9", "2.0.0 0.9")]
    [InlineData("^1.2.3", "1.2.3 1.9", "1.2.2 2.0")]
    [InlineData("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2")]
    [InlineData("^0.0.3", "0.0.3", "0.0.4 0.0.2")]
    [InlineData("^0.0", "0.0.9", "0.1.0")]
    [InlineData("^0", "0.9.9", "1.0.0")]
    [InlineData("1.x", "1.0 1.9.9", "2.0 0.9")]
    [InlineData("1.2.*", "1.2 1.2.9", "1.3")]
    [InlineData("1.2", "1.2 1.2.9", "1.3")]
    [InlineData("=1.2.3", "1.2.3 v1.2.3", "1.2.4 1.2")]
    [InlineData("1.2.3", "1.2.3", "1.2.4")]
    [InlineData("*", "0.0 99.9.9", "1.0.0-rc1")]
    [InlineData("x", "0.0.1", "1.0.0-rc1")]
    [InlineData("!=1.2", "1.3 1.1.9", "1.2 1.2.9")]
    [InlineData("!=1.2.3", "1.2.4 1.2", "1.2.3")]
    [InlineData(">=1 !=1.5.x", "1.4.9 1.6", "1.5.0")]
    [InlineData(">1", "2.0", "1.9.9 1.0")]
    [InlineData(">1.2", "1.3.0", "1.2.9")]
    [InlineData(">1.2.3", "1.2.4", "1.2.3")]
    [InlineData("<1.2", "1.1.9", "1.2.0 1.2")]
    [InlineData("<=1", "1.9.9 0.1", "2.0.0")]
    [InlineData("<=1.2", "1.2.9", "1.3.0")]
    [InlineData("<=1.2.3", "1.2.3", "1.2.4")]
    [InlineData("=<1.2.3", "1.2.3", "1.2.4")]
    [InlineData("=>1.2.3", "1.2.3", "1.2.2")]
    [InlineData("1.2 - 1.4.5", "1.2.0 1.4.5", "1.4.6 1.1")]
    [InlineData("1.2 - 1.4", "1.4.9", "1.5.0")]
    [InlineData("^1 || >=3 <4 || 5.0.0", "1.5.0 3.9.9 5.0.0", "2.0 4.0 5.0.1")]
    [InlineData(">=1.2-0", "1.2.0-rc1 1.3.0-beta.2 1.2 9.0-alpine", "1.1.9")]
    [InlineData(">=1.2-0 <2", "1.3.0-rc1 1.9", "2.0.0")]
    [InlineData("^1.2.0-rc.2", "1.2.0-rc.2 1.2.0-rc.10 1.2.0 1.5.0", "1.2.0-rc.1 2.0.0-rc.1 2.0.0")]
    [InlineData("~1.2-0", "1.2.0-a", "1.3.0-a 1.3.0")]
    [InlineData("1.2.3-rc1", "1.2.3-rc1", "1.2.3 1.2.3-rc2")]
    [InlineData("v1.2.3", "v1.2.3 1.2.3", "1.2.4")]
    [InlineData(">=1.2.3+build", "1.2.3", "1.2.2")]
    [InlineData("99999999999999999999.x", "99999999999999999999.1", "99999999999999999998.1")]
    [InlineData(">*", "", "1.0 0.0")]
    [InlineData("<x", "", "1.0 0.0")]
    public void Contains_FollowsTheRangesOfTheField(string text, string inside, string outside)
    {
        VersionRange.TryParse(text, out var range).Should().BeTrue();

        Words(inside).Where(v => !range!.Contains(TagVersion.Of(v)!)).Should().BeEmpty();
        Words(outside).Where(v => range!.Contains(TagVersion.Of(v)!)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData(">=")]
    [InlineData("1.2.3.4")]
    [InlineData("1.2 || ")]
    [InlineData("|| 1")]
    [InlineData(">>1")]
    [InlineData("1.2-")]
    [InlineData(">=1.2;<2")]
    [InlineData("1 -2")]
    [InlineData("1.-2")]
    [InlineData("1.2.3 garbage")]
    public void TryParse_OfWhatIsNoRange_IsFalse(string text) => VersionRange.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void TryParse_OfALongText_IsFalseBeforeItIsRead() => VersionRange.TryParse(new string('1', VersionRange.MaxLength + 1), out _).Should().BeFalse();

    [Fact]
    public void TryParse_OfAnything_NeverThrows() =>
        Prop.ForAll(Gen.Elements(">", "<", "=", "~", "^", "|", "||", " ", ",", "1", "1.2", "x", "*", "-", "v", ".", "rc", "+").ListOf().ToArbitrary(), words =>
        {
            var parsed = VersionRange.TryParse(string.Concat(words), out var range);
            range?.Contains(TagVersion.Of("1.2.0")!);
            return parsed == range is not null;
        }).QuickCheckThrowOnFailure();

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
