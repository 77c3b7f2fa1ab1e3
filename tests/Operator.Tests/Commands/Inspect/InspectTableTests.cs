namespace ImageStreams.Operator.Tests;

public sealed class InspectTableTests
{
    [Theory]
    [InlineData("/bin/sh", "/bin/sh")]
    [InlineData("", "''")]
    [InlineData("two words", "'two words'")]
    [InlineData("echo \"hi there\"", "'echo \"hi there\"'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    public void Format_OfACommand_QuotesAsAShellWould(string word, string quoted)
    {
        var image = new InspectedImage { Digest = "d", MediaType = "m", Size = 0, Layers = [], Cmd = ["-c", word] };
        var report = new InspectReport { Reference = "r", Digest = "d", MediaType = "m", Size = 0, Images = [image] };

        InspectTable.Format(report).Should().Contain($"Command:     -c {quoted}\n");
    }
}
