namespace ImageStreams.Kubernetes;

/// <summary>A small file that others replace: its content is at most a minute old.</summary>
/// <remarks>
/// The time of change of a mounted secret's file says nothing (it is a symbolic link whose target's folder is swapped), so the content
/// is read again. A file that is away for a moment keeps its last content.
/// </remarks>
internal sealed class ReloadingFile(string path, TimeProvider time)
{
    private const int MaxBytes = 1 << 20;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private byte[]? _content;
    private long _readAt;

    /// <summary>The content; the same array as long as it has not changed.</summary>
    /// <exception cref="KubeConfigException">The file cannot be read and never could.</exception>
    public byte[] Read()
    {
        lock (_lock)
        {
            return _content is not null && time.GetElapsedTime(_readAt) < MaxAge ? _content : ReadAgain();
        }
    }

    /// <summary>The content as it is now, because the last one was refused.</summary>
    public byte[] ReadNow()
    {
        lock (_lock)
        {
            return ReadAgain();
        }
    }

    private byte[] ReadAgain()
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
            {
                throw new KubeConfigException($"{path}: larger than {MaxBytes} bytes");
            }

            var content = File.ReadAllBytes(path);
            _content = _content is not null && content.AsSpan().SequenceEqual(_content) ? _content : content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _content = _content ?? throw new KubeConfigException($"{path}: {(File.Exists(path) ? "cannot be read" : "no such file")}", e);
        }

        _readAt = time.GetTimestamp();
        return _content;
    }
}
