namespace ImageStreams.GenericApiServer.Tests;

public sealed class HumanDurationTests
{
    [Theory]
    [InlineData(0, "Less than a second")]
    [InlineData(1, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(60, "About a minute")]
    [InlineData(119, "About a minute")]
    [InlineData(120, "2 minutes")]
    [InlineData(3599, "59 minutes")]
    [InlineData(3600, "About an hour")]
    [InlineData(5400, "2 hours")]
    [InlineData(172799, "2 days")]
    [InlineData(172800, "2 days")]
    [InlineData(1209600, "2 weeks")]
    [InlineData(5184000, "2 months")]
    [InlineData(63072000, "2 years")]
    public void InWords_IsRough(long seconds, string expected) =>
        HumanDuration.InWords(TimeSpan.FromSeconds(seconds)).Should().Be(expected);

    [Theory]
    [InlineData(-2, "<invalid>")]
    [InlineData(-1, "0s")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(125, "2m5s")]
    [InlineData(599, "9m59s")]
    [InlineData(600, "10m")]
    [InlineData(10_799, "179m")]
    [InlineData(10_800, "3h")]
    [InlineData(11_000, "3h3m")]
    [InlineData(28_800, "8h")]
    [InlineData(172_799, "47h")]
    [InlineData(172_800, "2d")]
    [InlineData(442_800, "5d3h")]
    [InlineData(691_200, "8d")]
    [InlineData(63_071_999, "729d")]
    [InlineData(63_072_000, "2y")]
    [InlineData(63_158_400, "2y1d")]
    [InlineData(252_288_000, "8y")]
    public void InShort_HasAtMostTwoUnits(long seconds, string expected) =>
        HumanDuration.InShort(TimeSpan.FromSeconds(seconds)).Should().Be(expected);

    [Fact]
    public void OfTheYearOne_IsTheLongestThatCanBeCounted()
    {
        var age = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) - DateTimeOffset.MinValue;

        HumanDuration.InWords(age).Should().Be("292 years");
        HumanDuration.InShort(age).Should().Be("292y");
        HumanDuration.Age(null, default).Should().Be("<unknown>");
    }
}
