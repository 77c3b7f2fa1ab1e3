using System.CommandLine;

namespace ImageStreams.Operator;

/// <summary>Runs the command that the arguments name. Exit codes: 0, 1 failure, 2 usage.</summary>
internal sealed class CommandLine(params IReadOnlyList<Func<Command>> commands)
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;

    /// <summary>How long a command may take to end when it is told to; what serves finishes what is in flight.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromMinutes(1);

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("OpenShift image streams for any Kubernetes cluster.");
        foreach (var create in commands)
        {
            root.Subcommands.Add(create());
        }

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = TerminationTimeout });
        }

        foreach (var problem in parsed.Errors)
        {
            await error.WriteLineAsync($"error: {problem.Message}");
        }

        await error.WriteLineAsync($"See '{PathOf(parsed.CommandResult.Command)} --help'.");
        return Usage;
    }

    private static string PathOf(Command command) => command is RootCommand ? "imagestreams" : $"imagestreams {command.Name}";
}
