namespace ImageStreams.ControllerGen.Tests;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("a\nb\nc", "a\nc", "-2: b\n")]
    [InlineData("a\nc", "a\nb\nc", "+2: b\n")]
    [InlineData("a\nb", "b\na", "-1: a\n+2: a\n")]
    [InlineData("", "a", "-1: \n+1: a\n")]
    [InlineData("a", "a", "")]
    public void Between_TwoTexts_ShowsOnlyWhatDiffers(string before, string after, string expected)
    {
        LineDiff.Between("f", before, after).Should().Be("--- f\n+++ f (generated)\n" + expected);
    }
}
