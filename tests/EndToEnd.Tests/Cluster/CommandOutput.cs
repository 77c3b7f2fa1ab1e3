namespace ImageStreams.EndToEnd.Tests;

/// <summary>What a command left behind.</summary>
public sealed record CommandOutput(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
