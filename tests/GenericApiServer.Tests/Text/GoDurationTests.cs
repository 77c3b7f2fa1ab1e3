namespace ImageStreams.GenericApiServer.Tests;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1s", 1000)]
    [InlineData("1h2m3.5s", 3_723_500)]
    [InlineData("250ms", 250)]
    [InlineData("-1s", -1000)]
    [InlineData("+.5s", 500)]
    public void TryParse_AGoDuration_IsRead(string text, double milliseconds)
    {
        GoDuration.TryParse(text, out var duration).Should().BeTrue();

        duration.TotalMilliseconds.Should().Be(milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("1x")]
    [InlineData("1.2.3s")]
    [InlineData("99999999999999999999h")]
    public void TryParse_AnythingElse_IsRefused(string text) => GoDuration.TryParse(text, out _).Should().BeFalse();
}
