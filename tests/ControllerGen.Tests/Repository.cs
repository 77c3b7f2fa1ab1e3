namespace ImageStreams.ControllerGen.Tests;

/// <summary>The working copy that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Operator.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
