using ImageStreams.ApiServer;

namespace ImageStreams.Operator;

/// <summary>Reads how tokens for the integrated registry are issued.</summary>
internal static class OptionsOfTokens
{
    public static TokenSettings Read(OptionsNode node, TokenSettings defaults)
    {
        var settings = defaults with
        {
            Lifetime = node.Duration("lifetime", defaults.Lifetime, TokenSettings.ShortestLifetime),
            Algorithm = node.OneOf("algorithm", defaults.Algorithm, TokenSettings.Es256, TokenSettings.Rs256),
            KeyLifetime = node.Duration("keyLifetime", defaults.KeyLifetime, TimeSpan.Zero),
            RequestsPerSecond = node.Number("requestsPerSecond", defaults.RequestsPerSecond, 1),
        };
        node.Close();
        return settings switch
        {
            _ when settings.Lifetime > TokenSettings.LongestLifetime => throw node.Error("lifetime", $"must be at most {TokenSettings.LongestLifetime.TotalHours:0}h"),
            _ when settings.KeyLifetime > TimeSpan.Zero && settings.KeyLifetime < TokenSettings.ShortestKeyLifetime =>
                throw node.Error("keyLifetime", $"must be at least {TokenSettings.ShortestKeyLifetime.TotalHours:0}h, or 0s for a key that is not replaced"),
            _ => settings,
        };
    }
}
