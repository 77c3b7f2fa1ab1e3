using System.Text;

namespace ImageStreams.Operator;

/// <summary>Files that a configuration file names; what was read of them tells later whether one has changed.</summary>
internal sealed class ReferencedFiles
{
    private const int MaxBytes = 1 << 20;

    private readonly StringBuilder _content = new();

    /// <summary>Everything that was read.</summary>
    public string Content => _content.ToString();

    /// <summary>The text of a file, or null and why there is none.</summary>
    public string? Find(string path, out string problem)
    {
        problem = "";
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                problem = $"{path}: no such file";
            }
            else if (file.Length > MaxBytes)
            {
                problem = $"{path}: more than {MaxBytes} bytes";
            }
            else
            {
                var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
                _content.Append('\n').Append(path).Append('\n').Append(text);
                return text;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            problem = $"{path}: cannot be read: {e.Message}";
        }

        return null;
    }

    /// <summary>The folders of a folder; null if it is not there or cannot be read.</summary>
    public static IReadOnlyList<string>? FindFolders(string path)
    {
        try
        {
            return Directory.Exists(path) ? [.. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal)] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
