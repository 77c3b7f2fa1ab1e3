namespace ImageStreams.Images.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("2", "2")]
    [InlineData("+2", "2")]
    [InlineData("-2", "-2")]
    [InlineData("1000", "1k")]
    [InlineData("1500m", "1500m")]
    [InlineData("2000m", "2")]
    [InlineData("1.5", "1500m")]
    [InlineData(".5", "500m")]
    [InlineData("1.", "1")]
    [InlineData("1e3", "1k")]
    [InlineData("1E-3", "1m")]
    [InlineData("3E", "3E")]
    [InlineData("1Ki", "1Ki")]
    [InlineData("2048Ki", "2Mi")]
    [InlineData("1500Ki", "1500Ki")]
    [InlineData("0.5Ki", "512")]
    [InlineData("0.0000000001", "1n")]
    public void ToString_OfWhatWasRead_IsTheShortestFormOfIt(string text, string expected)
    {
        Quantity.TryParse(text, out var quantity).Should().BeTrue();

        quantity.ToString().Should().Be(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(".")]
    [InlineData("Ki")]
    [InlineData("1 Ki")]
    [InlineData("1KiB")]
    [InlineData("1e99")]
    [InlineData("1e-10")]
    [InlineData("--1")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000001")]
    public void TryParse_OfWhatIsNoQuantity_Fails(string? text) => Quantity.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData(5166, "5166")]
    [InlineData(1000, "1k")]
    [InlineData(1024, "1Ki")]
    [InlineData(120 * 1024 * 1024, "120Mi")]
    public void OfBytes_IsWrittenInPowersOf1024(long bytes, string expected) => Quantity.OfBytes(bytes).ToString().Should().Be(expected);

    [Theory]
    [InlineData("1Ki", "1024", 0)]
    [InlineData("1k", "1Ki", -1)]
    [InlineData("1", "999m", 1)]
    public void CompareTo_IsAboutTheAmount(string a, string b, int expected)
    {
        Quantity.TryParse(a, out var left).Should().BeTrue();
        Quantity.TryParse(b, out var right).Should().BeTrue();

        Math.Sign(left.CompareTo(right)).Should().Be(expected);
        ((left < right), (left > right), (left <= right), (left >= right)).Should().Be((expected < 0, expected > 0, expected <= 0, expected >= 0));
    }
}
