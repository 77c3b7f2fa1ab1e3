using System.Text;

namespace ImageStreams.Operator.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1 kB")]
    [InlineData(31262546, "31.3 MB")]
    [InlineData(999_960, "1 MB")]
    [InlineData(237061207, "237.1 MB")]
    [InlineData(long.MaxValue, "9.2 EB")]
    public void Short_OfBytes_HasOneDecimal(long bytes, string expected) => ByteSize.Short(bytes).Should().Be(expected);

    [Theory]
    [InlineData("plain ä 字", "plain ä 字")]
    [InlineData("a\u001b[31mred\nline\tb", "a [31mred line b")]
    [InlineData("turned\u202eround\u2028", "turned round ")]
    public void Clean_OfForeignText_LeavesNothingThatMovesTheCursor(string text, string expected) => TerminalText.Clean(text).Should().Be(expected);

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abc...")]
    public void Clean_WithALength_CutsLongText(string text, int length, string expected) => TerminalText.Clean(text, length).Should().Be(expected);

    [Fact]
    public void Append_OfATable_AlignsItsColumns()
    {
        var text = new StringBuilder();

        TextTable.Append(text, ["NAME", ">SIZE", "NOTE"], [["a", "5", ""], ["longer", "12345", "x"]]);

        text.ToString().Should().Be("  NAME     SIZE  NOTE\n  a           5\n  longer  12345  x\n");
    }
}
