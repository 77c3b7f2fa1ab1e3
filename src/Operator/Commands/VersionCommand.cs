using System.CommandLine;
using System.Reflection;

namespace ImageStreams.Operator;

/// <summary><c>imagestreams version</c></summary>
internal static class VersionCommand
{
    /// <summary>The version this program was built as.</summary>
    public static string Version { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static Command Create()
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine($"imagestreams {Version}"));
        return command;
    }
}
