namespace ImageStreams.ControlPlane.Tests;

/// <summary>
/// Requests to be sent one after the other, from a file: blocks between lines of <c>###</c>, each with comments (<c>#</c>), captures
/// (<c>@name path.in.answer</c>, usable as <c>{name}</c> later), the request line, headers, and behind an empty line the body.
/// </summary>
/// <remarks><c>{ns}</c> is a namespace of the conversation's own; <c>As: NAME</c> sends the block as another user.</remarks>
public sealed record Conversation(string Name, IReadOnlyList<ConversationTurn> Turns)
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "testdata", "conversations");

    public static Conversation Load(string name)
    {
        var blocks = File.ReadAllText(Path.Combine(Folder, $"{name}.http")).Split("\n###\n");
        return new Conversation(name, [.. blocks.Select(ConversationTurn.Parse)]);
    }

    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder, "*.http").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);
}
