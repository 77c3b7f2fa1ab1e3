using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

internal static class TemporaryFolderExtensions
{
    /// <summary>The path of something in the folder.</summary>
    public static string PathOf(this TemporaryFolder folder, string name) => Path.Combine(folder.Path, name);
}
