using System.Text;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>A file of <c>testdata/oc</c>: commands, and below each what it prints. <c>UPDATE_GOLDEN=1</c> writes down what they print today.</summary>
/// <remarks>
/// A line that begins with <c>$ </c> is a command, with <c>~ </c> one that is repeated until it prints this (a controller has work to do); it goes
/// on in lines that begin with <c>&gt; </c>. <c>#</c> begins a comment.
/// </remarks>
internal sealed class Transcript
{
    private static readonly bool Updates = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    private readonly string _name;
    private readonly List<Step> _steps = [];

    private Transcript(string name) => _name = $"{name}.txt";

    /// <summary>Where the files are, and the commands are run.</summary>
    public static string Folder { get; } = Repository.PathOf("tests", "EndToEnd.Tests", "testdata", "oc");

    public static Transcript Read(string name)
    {
        var transcript = new Transcript(name);
        foreach (var line in File.ReadAllLines(Path.Combine(Folder, transcript._name)))
        {
            transcript.Add(line);
        }

        return transcript;
    }

    public async Task PlayAsync(OcShell shell)
    {
        var actual = new StringBuilder();
        foreach (var step in _steps)
        {
            actual.Append(step.Head).Append(await PlayAsync(shell, step));
        }

        Golden.Check(Path.Combine("oc", _name), actual.ToString());
    }

    private static async Task<string> PlayAsync(OcShell shell, Step step)
    {
        var output = "";
        try
        {
            await Eventually.Succeeds(
                async () =>
                {
                    output = step.Command.Length == 0 ? "" : await shell.RunAsync(step.Command);
                    output.Should().Be(step.Want, "{0} prints this", step.Command);
                },
                step.IsRepeated ? TimeSpan.FromSeconds(Updates ? 5 : 30) : TimeSpan.Zero);
        }
        catch (Exception) when (Updates)
        {
            return output;
        }

        return output;
    }

    private void Add(string line)
    {
        var isComment = line.StartsWith('#');
        if (isComment || line.StartsWith("$ ", StringComparison.Ordinal) || line.StartsWith("~ ", StringComparison.Ordinal))
        {
            _steps.Add(new Step { IsRepeated = line[0] == '~', Head = $"{line}\n", Command = isComment ? "" : line[2..] });
        }
        else if (line.StartsWith("> ", StringComparison.Ordinal) && _steps[^1].Want.Length == 0)
        {
            _steps[^1] = _steps[^1] with { Head = $"{_steps[^1].Head}{line}\n", Command = $"{_steps[^1].Command}\n{line[2..]}" };
        }
        else
        {
            _steps[^1] = _steps[^1] with { Want = $"{_steps[^1].Want}{line}\n" };
        }
    }

    private sealed record Step
    {
        public required string Head { get; init; }

        public required string Command { get; init; }

        public bool IsRepeated { get; init; }

        public string Want { get; init; } = "";
    }
}
