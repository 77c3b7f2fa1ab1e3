namespace ImageStreams.Images.Tests;

public sealed class CircuitBreakerTests
{
    private readonly CircuitBreaker _breaker = new(threshold: 3);

    [Fact]
    public void Fail_OftenEnoughInARow_Opens()
    {
        _breaker.Fail(Make.Now).Should().BeFalse();
        _breaker.Fail(Make.Now).Should().BeFalse();
        _breaker.Succeed().Should().BeFalse("an answer in between begins the count anew");
        Fail(2);
        _breaker.MayAsk(0, Make.Now).Should().BeTrue();

        _breaker.Fail(Make.Now).Should().BeTrue();

        _breaker.MayAsk(0, Make.Now).Should().BeFalse();
        _breaker.AskedAgainAt.Should().Be(Make.Now.AddSeconds(15));
        _breaker.Fail(Make.Now.AddSeconds(5)).Should().BeFalse("what was under way is no news");
        _breaker.AskedAgainAt.Should().Be(Make.Now.AddSeconds(15));
    }

    [Fact]
    public void MayAsk_WhenThePauseIsOver_LetsOneRequestFindOut()
    {
        Fail(3);
        var later = Make.Now.AddSeconds(15);

        _breaker.MayAsk(1, later).Should().BeFalse();
        _breaker.MayAsk(0, later).Should().BeTrue();
        _breaker.TryProbe(later).Should().BeTrue();
        _breaker.State.Should().Be(BreakerState.HalfOpen);
        _breaker.MayAsk(1, later).Should().BeFalse();

        _breaker.Succeed().Should().BeTrue();
        _breaker.MayAsk(7, later).Should().BeTrue();
        _breaker.IsIdle.Should().BeTrue();
    }

    [Fact]
    public void Fail_WhileFindingOut_OpensAtOnceForTwiceAsLongUpToAMinute()
    {
        Fail(3);
        var now = Make.Now;
        var pauses = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            now = _breaker.AskedAgainAt!.Value;
            _breaker.TryProbe(now).Should().BeTrue();
            _breaker.TryProbe(now).Should().BeFalse("somebody is finding out already");
            _breaker.Fail(now).Should().BeTrue();
            pauses.Add((_breaker.AskedAgainAt!.Value - now).TotalSeconds);
        }

        pauses.Should().Equal(30, 60, 60, 60, 60);
    }

    [Fact]
    public void Revive_ByALook_OpensAgainWithTheFirstFailure()
    {
        Fail(3);
        var back = Make.Now.AddSeconds(15);
        _breaker.Revive().Should().BeFalse("nobody has looked");
        _breaker.TryProbe(back);

        _breaker.Revive().Should().BeTrue();
        _breaker.MayAsk(7, back).Should().BeTrue();

        _breaker.Fail(back).Should().BeTrue();
        _breaker.AskedAgainAt.Should().Be(back.AddSeconds(30));
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.Fail(Make.Now);
        }
    }
}
