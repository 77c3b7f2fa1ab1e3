using System.Runtime.CompilerServices;

namespace ImageStreams.TestKit;

/// <summary>Compares text with a file below a test project's <c>testdata</c>; <c>UPDATE_GOLDEN=1</c> writes the file instead.</summary>
public static class Golden
{
    public static void Check(string name, string actual, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(ProjectOf(caller), "testdata", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        if (!File.Exists(file) || File.ReadAllText(file) != actual)
        {
            throw new InvalidOperationException($"{file} holds something else (UPDATE_GOLDEN=1 rewrites it):\n{actual}");
        }
    }

    private static string ProjectOf(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && Directory.GetFiles(folder, "*.csproj").Length == 0)
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"{path} is in no project");
    }
}
