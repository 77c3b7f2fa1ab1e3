namespace ImageStreams.ControllerGen;

/// <summary>What <c>make generate</c> and <c>make verify</c> call.</summary>
internal static class CommandLine
{
    private const string Usage = """
        Usage: ControllerGen [--check] [ROOT]
        Writes what is generated from the entities below ROOT (default: the current folder).
        --check writes nothing; it fails and prints the difference when a file is out of date.
        """;

    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var check = args.Contains("--check", StringComparer.Ordinal);
        var rest = args.Where(argument => argument != "--check").ToList();
        if (rest.Count > 1 || rest.Exists(argument => argument.StartsWith('-')))
        {
            error.WriteLine(Usage);
            return 2;
        }

        var root = rest.Count == 1 ? rest[0] : Directory.GetCurrentDirectory();
        var files = GeneratedFile.All(XmlComments.OfEntities());
        return check ? Check(root, files, output, error) : Write(root, files, output);
    }

    private static int Write(string root, IEnumerable<GeneratedFile> files, TextWriter output)
    {
        foreach (var file in files.Where(file => file.On(root) != file.Content))
        {
            var path = Path.Combine(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Content);
            output.WriteLine($"wrote {file.Path}");
        }

        return 0;
    }

    private static int Check(string root, IEnumerable<GeneratedFile> files, TextWriter output, TextWriter error)
    {
        var stale = files.Where(file => file.On(root) != file.Content).ToList();
        foreach (var file in stale)
        {
            output.Write(LineDiff.Between(file.Path, file.On(root), file.Content));
        }

        if (stale.Count > 0)
        {
            error.WriteLine("Generated files differ from the entities: run `make generate` and commit the result.");
        }

        return stale.Count == 0 ? 0 : 1;
    }
}
