namespace ImageStreams.ApiServer;

/// <summary>The settings in force.</summary>
public sealed class TokenSettingsSource(TokenSettings settings)
{
    private volatile TokenSettings _current = settings;

    public TokenSettings Current => _current;

    /// <summary>Puts other settings in force.</summary>
    public void Replace(TokenSettings settings) => _current = settings;
}
