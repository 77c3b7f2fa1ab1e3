namespace ImageStreams.ControlPlane.Tests;

/// <summary>One request of a <see cref="Conversation"/> and what to remember of its answer.</summary>
public sealed record ConversationTurn
{
    public string Comment { get; init; } = "";

    public required string Method { get; init; }

    public required string Path { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public string Body { get; init; } = "";

    public IReadOnlyList<(string Name, string Path)> Captures { get; init; } = [];

    public static ConversationTurn Parse(string block)
    {
        var lines = new Queue<string>(block.Trim('\n').Split('\n'));
        var comment = new List<string>();
        var captures = new List<(string, string)>();
        while (lines.Peek() is ['#' or '@', ..] line)
        {
            lines.Dequeue();
            if (line[0] == '#')
            {
                comment.Add(line[1..].Trim());
                continue;
            }

            var parts = line[1..].Split(' ', 2);
            captures.Add((parts[0], parts[1]));
        }

        var request = lines.Dequeue().Split(' ', 2);
        var headers = new List<(string, string)>();
        while (lines.TryDequeue(out var header) && header.Length > 0)
        {
            var parts = header.Split(':', 2);
            headers.Add((parts[0], parts[1].Trim()));
        }

        return new ConversationTurn
        {
            Comment = string.Join(' ', comment),
            Method = request[0],
            Path = request[1],
            Headers = headers,
            Body = string.Join('\n', lines),
            Captures = captures,
        };
    }
}
