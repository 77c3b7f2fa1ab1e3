namespace ImageStreams.ControlPlane.Tests;

/// <summary>
/// Commands for kubectl, from <c>testdata/transcripts/NAME.sh</c>: blocks with empty lines between them. A block has comments (<c>#</c>), what is compared
/// (<c>! only REGEX</c>, <c>! without REGEX</c>, <c>! sorted</c>, <c>! status</c>), <c>! eventually</c> (again until it succeeds) and, with the reason in a
/// comment, what the embedded control plane prints on purpose instead of what the real one printed (<c>! here LINE</c>); then <c>$ ARGUMENTS</c> or
/// <c>&gt; FILE</c>, and behind that the standard input or the file's content.
/// </summary>
/// <remarks><c>{ns}</c> is a namespace of the transcript's own. <c>NAME.want</c> is what a real control plane printed.</remarks>
public sealed record Transcript(string Name, IReadOnlyList<TranscriptCommand> Commands)
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "testdata", "transcripts");

    public static Transcript Load(string name)
    {
        var blocks = File.ReadAllText(Path.Combine(Folder, $"{name}.sh")).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        return new Transcript(name, [.. blocks.Where(b => !IsComment(b)).Select(TranscriptCommand.Parse)]);
    }

    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder, "*.sh").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    /// <summary>The commands that did not print what they should, each with both texts; <paramref name="embedded"/>: what they should on the embedded one.</summary>
    public string Differences(IReadOnlyList<string> printed, bool embedded)
    {
        var path = Path.Combine(Folder, $"{Name}.want");
        var recorded = File.Exists(path) ? File.ReadAllText(path).TrimEnd('\n').Split("\n\n$ ").Select((b, i) => i == 0 ? b : $"$ {b}").ToArray() : [];
        var wanted = Commands.Where(c => !c.IsFile).Select((c, i) => embedded && c.Here is { } here ? here : recorded.ElementAtOrDefault(i));
        var stale = Commands.Where(c => c.Here is not null && recorded.Contains(c.Here)).Select(c => $"\n--- no longer different, take '! here' away: {c.Line}");
        return string.Concat(printed.Zip(wanted).Where(p => p.First != p.Second).Select(p => $"\n--- got: {p.First}\n--- want: {p.Second}").Concat(stale));
    }

    private static bool IsComment(string block) => block.Trim('\n').Split('\n').All(l => l is ['#', ..] or "");
}
