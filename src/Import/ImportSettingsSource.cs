namespace ImageStreams.Import;

/// <summary>The settings in force. Whoever begins an import takes them once and keeps them to its end.</summary>
public sealed class ImportSettingsSource(ImportSettings settings)
{
    private volatile ImportSettings _current = settings;

    public ImportSettings Current => _current;

    /// <summary>Puts other settings in force.</summary>
    public void Replace(ImportSettings settings) => _current = settings;
}
