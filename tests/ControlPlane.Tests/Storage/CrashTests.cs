using System.Diagnostics;
using System.Globalization;

namespace ImageStreams.ControlPlane.Tests;

public sealed class CrashTests
{
    [Fact]
    public async Task KilledWriter_LosesNoAcknowledgedWriteAndLeavesNoHalfOne()
    {
        using var temporary = new TemporaryStore();
        temporary.Store.Dispose();
        var acknowledged = new Dictionary<string, (string Value, long Revision)>(StringComparer.Ordinal);
        for (var round = 0; round < 4; round++)
        {
            await WriteUntilKilled(temporary.Directory, lines: 300 + (round * 217), start: round * 10_000, acknowledged);
            temporary.Reopen();
            Check(temporary.Store.Current, acknowledged);
            temporary.Store.Dispose();
        }
    }

    private static async Task WriteUntilKilled(string directory, int lines, int start, Dictionary<string, (string Value, long Revision)> acknowledged)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(CrashTests).Assembly.Location, CrashingWriter.Argument, directory, start.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        })!;
        try
        {
            for (var i = 0; i < lines; i++)
            {
                var line = await process.StandardOutput.ReadLineAsync();
                Record(line ?? throw new InvalidOperationException("the writer ended by itself"), acknowledged);
            }
        }
        finally
        {
            process.Kill();
        }

        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ').Length == 3 && line.Split(' ')[2].Length > 0)
            {
                Record(line, acknowledged);
            }
        }

        await process.WaitForExitAsync();
    }

    private static void Record(string line, Dictionary<string, (string Value, long Revision)> acknowledged)
    {
        var parts = line.Split(' ');
        acknowledged[parts[0]] = (parts[1], long.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    private static void Check(StoreSnapshot state, Dictionary<string, (string Value, long Revision)> acknowledged)
    {
        state.Revision.Should().BeGreaterThanOrEqualTo(acknowledged.Values.Max(a => a.Revision));
        foreach (var (name, (value, revision)) in acknowledged)
        {
            var found = state.Find(TemporaryStore.Key(name));
            if (found is null || found.Revision > revision)
            {
                continue; // a later write, not yet acknowledged when the process died; the checks below hold for it as well
            }

            found.Revision.Should().Be(revision);
            Numbers(found).Should().OnlyContain(n => n == value);
        }

        // What is missing was deleted: acknowledged as such, or by the one write each lane had under way.
        var missing = acknowledged.Where(a => a.Value.Value != "-" && state.Find(TemporaryStore.Key(a.Key)) is null).ToList();
        missing.Should().NotContain(a => state.Revision <= a.Value.Revision);
        missing.Select(a => a.Key.Split('-')[1]).Should().OnlyHaveUniqueItems();
        foreach (var item in state.Table(TemporaryStore.Resource).Range())
        {
            Numbers(item).Distinct().Should().ContainSingle("an object is written whole or not at all");
            item.ToDocument()["metadata"]!["resourceVersion"]!.GetValue<string>().Should().Be(item.Revision.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string[] Numbers(StoredObject item)
    {
        var parts = item.ToDocument()["data"]!["value"]!.GetValue<string>().Split('|');
        parts[1].Should().HaveLength(1000);
        return [parts[0], parts[2]];
    }
}
