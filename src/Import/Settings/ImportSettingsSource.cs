namespace ImageStreams.Import;

/// <summary>The settings in force. Whoever begins an import takes them once and keeps them to its end.</summary>
public sealed class ImportSettingsSource(ImportSettings settings)
{
    private readonly Lock _lock = new();
    private ImportSettings _own = settings;
    private ClusterSources _cluster = ClusterSources.None;
    private volatile ImportSettings _current = settings;

    public ImportSettings Current => _current;

    /// <summary>Puts other settings in force.</summary>
    public void Replace(ImportSettings settings)
    {
        lock (_lock)
        {
            _own = settings;
            _current = _cluster.Under(_own);
        }
    }

    /// <summary>Puts in force what the cluster says, as far as our own settings do not.</summary>
    public void Replace(ClusterSources cluster)
    {
        lock (_lock)
        {
            _cluster = cluster;
            _current = _cluster.Under(_own);
        }
    }
}
