namespace ImageStreams.Images.Tests;

public sealed class RateBudgetTests
{
    private static readonly TimeSpan SixHours = TimeSpan.FromHours(6);

    private readonly RateBudget _budget = new();

    [Theory]
    [InlineData(11, null, null)]
    [InlineData(10, 216, null)] // a sliding window of six hours gives one back in 216 seconds
    [InlineData(5, 6 * 216, null)]
    [InlineData(0, 11 * 216, 216)]
    public void FindHold_WhenLittleIsLeft_PutsChecksOffFirst(long remaining, int? refresh, int? other)
    {
        _budget.Note(new RateNotice(remaining, 100, SixHours, null), underWay: 0, Make.Now);

        Hold(isRefresh: true).Should().Be(refresh);
        Hold(isRefresh: false).Should().Be(other);
    }

    [Fact]
    public void IsKnown_OnceTheRegistryHasSpoken()
    {
        _budget.IsKnown.Should().BeFalse();

        _budget.Note(new RateNotice(100, 100, SixHours, null), underWay: 0, Make.Now);

        _budget.IsKnown.Should().BeTrue();
    }

    [Fact]
    public void FindHold_WhatIsUnderWay_CountsAsGone()
    {
        _budget.Note(new RateNotice(14, 100, SixHours, null), underWay: 2, Make.Now);
        Hold(isRefresh: true).Should().BeNull();

        _budget.Spend();
        _budget.Spend();

        Hold(isRefresh: true).Should().Be(216);
    }

    [Fact]
    public void FindHold_ResetOfTheRegistry_IsBelievedUpToAnHour()
    {
        _budget.Note(new RateNotice(0, null, null, TimeSpan.FromSeconds(30)), underWay: 0, Make.Now);
        Hold(isRefresh: false).Should().Be(30);

        _budget.Note(new RateNotice(0, null, null, TimeSpan.FromDays(30)), underWay: 0, Make.Now);
        Hold(isRefresh: false).Should().Be(3600);
    }

    [Fact]
    public void FindHold_WhenItIsOver_LetsARequestFindOut()
    {
        _budget.Note(new RateNotice(0, null, null, null), underWay: 0, Make.Now);

        _budget.FindHold(isRefresh: true, Make.Now.AddSeconds(59)).Should().Be(Make.Now.AddMinutes(1));
        _budget.FindHold(isRefresh: true, Make.Now.AddSeconds(60)).Should().BeNull();
    }

    [Fact]
    public void FindHold_OfARegistryThatSaysNothing_IsNone() => Hold(isRefresh: true).Should().BeNull();

    private int? Hold(bool isRefresh) => (int?)(_budget.FindHold(isRefresh, Make.Now) - Make.Now)?.TotalSeconds;
}
