using System.Text;

namespace ImageStreams.ControlPlane;

/// <summary>Writes a file so that a reader, or a restart after a crash, sees the old or the new content and nothing between.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string content, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        var draft = $"{path}.{Environment.ProcessId}.tmp";
        File.Delete(draft); // a leftover would keep its own mode
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
