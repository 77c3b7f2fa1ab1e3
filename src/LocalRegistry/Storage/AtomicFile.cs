namespace ImageStreams.LocalRegistry;

/// <summary>Files that are there whole or not at all, whenever the process dies.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the others and renames into place.</summary>
    public static async Task WriteAsync(string path, string temporary, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(temporary, content, cancellationToken);
        MoveInto(path, temporary);
    }

    /// <summary>Renames a complete file into place; of two at once, the last one stays, and readers see either.</summary>
    public static void MoveInto(string path, string temporary)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Deletes a file; false if there was none.</summary>
    public static bool Delete(string path)
    {
        var existed = File.Exists(path);
        if (existed)
        {
            File.Delete(path);
        }

        return existed;
    }
}
