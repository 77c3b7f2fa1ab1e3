namespace ImageStreams.EndToEnd.Tests;

/// <summary>What the Dockerfile of the repository says, to do it without one.</summary>
internal static class Dockerfile
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("Dockerfile"));

    /// <summary>The images that it is built on.</summary>
    public static IEnumerable<string> BaseImages => Lines
        .Where(l => l.StartsWith("FROM ", StringComparison.Ordinal))
        .Select(l => l.Split(' ').First(w => w.Contains('/', StringComparison.Ordinal)));

    /// <summary>Copies what the build stage copies; like a build, without what is ignored.</summary>
    public static void CopySources(string target)
    {
        foreach (var line in Lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal)))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var source in words[1..^1])
            {
                Copy(Repository.PathOf(source), Path.Combine(target, words[^1], words[^1].TrimEnd('/') == source.TrimEnd('/') ? "" : source));
            }
        }
    }

    /// <summary>The arguments that it gives to dotnet, with the output going to a folder.</summary>
    public static IReadOnlyList<string> PublishArguments(string output)
    {
        var line = Lines.Single(l => l.StartsWith("RUN dotnet publish ", StringComparison.Ordinal))["RUN dotnet ".Length..];
        return line.Replace(" /app", $" {output}", StringComparison.Ordinal).Split(' ');
    }

    private static void Copy(string source, string target)
    {
        if (File.Exists(source))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
            return;
        }

        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(source, file);
            if (!relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            {
                Copy(file, Path.Combine(target, relative));
            }
        }
    }
}
