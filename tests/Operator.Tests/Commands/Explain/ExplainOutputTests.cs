using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

public sealed class ExplainOutputTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, "all.txt")]
    [InlineData("table", "3.4", "one.txt")]
    [InlineData("json", null, "all.json")]
    [InlineData("yaml", "broken", "one.yaml")]
    public void Format_OfAStream_IsAsWritten(string? output, string? tag, string golden)
    {
        var explanation = new StreamExplainer(Stream(), Now, ImportPlanOptions.Default).Explain(tag)!;

        Golden.Check($"explain/{golden}", Format(explanation, output));
    }

    [Fact]
    public void Format_WithWhatMovesACursor_PrintsNoneOfIt()
    {
        var explanation = new StreamExplainer(Stream(), Now, ImportPlanOptions.Default).Explain(null)!;

        Format(explanation, null).Should().NotContain("\u001b");
    }

    private static string Format(StreamExplanation explanation, string? output) =>
        ReportFormats.Format(explanation, ReportJsonContext.Default.StreamExplanation, output, ExplainTable.Format);

    internal static ImageStream Stream() => JsonSerializer.Deserialize(StreamText, EntitiesJsonContext.Default.ImageStream)!;

    internal static string StreamText { get; } = ReadStream();

    private static string ReadStream([CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "testdata", "explain", "stream.json"));
}
