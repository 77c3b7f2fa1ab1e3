using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Credentials of the node, read again when their file changes.</summary>
internal sealed class NodeAuthFile
{
    private const int MaxBytes = 1 << 20;

    private readonly Lock _lock = new();
    private (string Path, DateTime Written, long Length) _read;
    private DockerConfig? _config;
    private string? _problem;

    /// <summary>The credentials, or none when the file is not there; a file that cannot be used has a problem.</summary>
    public DockerConfig? Find(string path, out string? problem)
    {
        lock (_lock)
        {
            var file = new FileInfo(path);
            var state = file.Exists ? (path, file.LastWriteTimeUtc, file.Length) : (path, default, -1);
            if (state != _read)
            {
                (_config, _problem) = file.Exists ? Read(file) : (null, null);
                _read = state;
            }

            problem = _problem;
            return _config;
        }
    }

    private static (DockerConfig? Config, string? Problem) Read(FileInfo file)
    {
        try
        {
            return file.Length > MaxBytes
                ? (null, $"the file has more than {MaxBytes} bytes")
                : (DockerConfig.Parse(File.ReadAllBytes(file.FullName)), null);
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, "the file cannot be read");
        }
    }
}
