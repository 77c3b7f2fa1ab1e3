namespace ImageStreams.Images.Tests;

public sealed class TokenBucketTests
{
    private readonly TokenBucket _bucket = new(perSecond: 10, burst: 3, Make.Now);

    [Fact]
    public void TryTake_AfterTheBurst_GoesByTheRate()
    {
        Take(Make.Now, 5).Should().Be(3);
        _bucket.Wait(Make.Now).Should().Be(TimeSpan.FromMilliseconds(100));

        Take(Make.Now.AddMilliseconds(100), 5).Should().Be(1);
        Take(Make.Now.AddMilliseconds(300), 5).Should().Be(2);
    }

    [Fact]
    public void TryTake_AfterAPause_GivesNoMoreThanTheBurst() => Take(Make.Now.AddHours(1), 9).Should().Be(3);

    [Fact]
    public void Charge_ForWhatWentWithoutLeave_HoldsUpWhatFollows()
    {
        _bucket.Charge(5);

        _bucket.Wait(Make.Now).Should().Be(TimeSpan.FromMilliseconds(300));
        _bucket.IsFull(Make.Now.AddMilliseconds(499)).Should().BeFalse();
        _bucket.IsFull(Make.Now.AddMilliseconds(500)).Should().BeTrue();
    }

    [Fact]
    public void TryTake_WhenTheClockIsSetBack_NeitherGivesNorStops()
    {
        Take(Make.Now, 3);

        Take(Make.Now.AddHours(-1), 1).Should().Be(0);
        Take(Make.Now.AddHours(-1).AddSeconds(1), 9).Should().Be(3);
    }

    private int Take(DateTimeOffset now, int times) => Enumerable.Range(0, times).Count(_ => _bucket.TryTake(now));
}
