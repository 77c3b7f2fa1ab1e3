using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class PrinterColumnsTests
{
    private const string File = "customresources/columns.json";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Questions => GoldenFile.Names(File);

    [Theory]
    [MemberData(nameof(Questions))]
    public void LayoutOf_RecordedColumns_MakesTheTableOfAKubeApiServer(string name)
    {
        var question = GoldenFile.Question(File, name);
        var document = question["document"]!.DeepClone().AsObject();
        document["metadata"] = JsonNode.Parse("""{"name": "x", "labels": {"a.b/c": "d"}, "generation": 1, "creationTimestamp": "2026-11-22T04:00:00Z"}""");

        var layout = PrinterColumns.LayoutOf([.. question["columns"]!.AsArray().Select(column => PrinterColumn.Parse(column!.AsObject()))]);
        var cells = layout.Cells(document, Now);

        layout.Columns.Zip(cells).Select(pair => $"{pair.First.Name} {pair.First.Type} {pair.First.Format} {pair.First.Priority} {pair.First.Description}: {pair.Second?.ToJsonString()}")
            .Should().Equal(question["want"]!["definitions"]!.AsArray().Zip(question["want"]!["cells"]!.AsArray())
                .Select(pair => $"{pair.First!["name"]} {pair.First["type"]} {pair.First["format"]} {pair.First["priority"]} {pair.First["description"]}: {pair.Second?.ToJsonString()}"));
    }

    [Fact]
    public void LayoutOf_ColumnThatCannotBeRead_EndsTheTableThere()
    {
        var layout = PrinterColumns.LayoutOf([
            new("A", "string", "", "", 0, ".a"), new("B", "string", "", "", 0, ".b["), new("C", "string", "", "", 0, ".c")]);

        layout.Columns.Select(column => column.Name).Should().Equal("Name", "A");
        layout.Cells(new() { ["a"] = "1", ["c"] = "3" }, Now).Should().HaveCount(2);
    }
}
