namespace ImageStreams.Entities.Tests;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("15m", 900_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("90s", 90_000)]
    [InlineData("100ms", 100)]
    [InlineData("-5m", -300_000)]
    [InlineData("+1s", 1_000)]
    [InlineData("0", 0)]
    [InlineData("1000000ns", 1)]
    [InlineData("1000us", 1)]
    [InlineData("1000µs", 1)]
    [InlineData("1h2m3.5s", 3_723_500)]
    [InlineData("+.5s", 500)]
    public void TryParse_OfADuration_IsGosValue(string text, int milliseconds)
    {
        GoDuration.TryParse(text, out var duration).Should().BeTrue();
        duration.Should().Be(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("s")]
    [InlineData("1.2.3s")]
    [InlineData("abc")]
    [InlineData("15")]
    [InlineData("m")]
    [InlineData("1d")]
    [InlineData("1..5h")]
    [InlineData("1h 30m")]
    [InlineData("9999999999999999999h")]
    [InlineData("99999999999999999999999999999999999h")]
    [InlineData("200000000h200000000h")]
    public void TryParse_OfAnythingElse_Refuses(string text) => GoDuration.TryParse(text, out _).Should().BeFalse();
}
