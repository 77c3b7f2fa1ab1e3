using System.Xml.Linq;

namespace ImageStreams.ControllerGen.Tests;

public sealed class XmlCommentsTests
{
    [Theory]
    [InlineData("Plain.", "Plain.")]
    [InlineData("A <c>x</c> of\n        two lines.", "A `x` of two lines.")]
    [InlineData("See <see cref=\"T:A.B.Tag\"/> <em>now</em>.", "See Tag now.")]
    public void Of_Summary_IsOneLineOfPlainText(string summary, string expected)
    {
        var document = XDocument.Parse($"<doc><members><member name=\"T:System.Uri\"><summary>{summary}</summary></member></members></doc>", LoadOptions.PreserveWhitespace);

        new XmlComments(document).Of(typeof(Uri)).Should().Be(expected);
    }

    [Fact]
    public void Of_TypeWithoutComment_IsNull()
    {
        new XmlComments(new XDocument()).Of(typeof(Uri)).Should().BeNull();
    }
}
