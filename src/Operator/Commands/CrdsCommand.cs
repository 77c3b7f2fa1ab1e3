using System.CommandLine;

namespace ImageStreams.Operator;

/// <summary><c>imagestreams crds</c>: what <c>config/crd/bases</c> holds, so that the program alone is enough to install it.</summary>
internal static class CrdsCommand
{
    private const string Folder = "crds/";

    public static Command Create()
    {
        var command = new Command("crds", "Print the CustomResourceDefinitions as YAML.");
        command.SetAction((parsed, cancellationToken) => PrintAsync(parsed.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static async Task PrintAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var assembly = typeof(CrdsCommand).Assembly;
        var names = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await output.WriteLineAsync("---");
            await output.WriteAsync(await reader.ReadToEndAsync(cancellationToken));
        }
    }
}
