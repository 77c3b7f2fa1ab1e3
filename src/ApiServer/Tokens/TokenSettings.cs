namespace ImageStreams.ApiServer;

/// <summary>How tokens for registries are issued, as it is configured at one moment; see <see cref="TokenSettingsSource"/>.</summary>
public sealed record TokenSettings
{
    /// <summary>Signatures of the curve P-256.</summary>
    public const string Es256 = "ES256";

    /// <summary>Signatures of RSA.</summary>
    public const string Rs256 = "RS256";

    /// <summary>The shortest life of a token: older clients take it for granted.</summary>
    public static readonly TimeSpan ShortestLifetime = TimeSpan.FromMinutes(1);

    /// <summary>The longest life of a token; a key is published at least as long after its last one.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(1);

    /// <summary>The shortest time for which a key may sign.</summary>
    public static readonly TimeSpan ShortestKeyLifetime = TimeSpan.FromHours(2);

    /// <summary>How long a token is good for. Default 5 minutes.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How tokens are signed. Default <see cref="Es256"/>.</summary>
    public string Algorithm { get; init; } = Es256;

    /// <summary>How long one key signs; zero for as long as its authority is in force. Default 1 day.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How many requests for tokens one address may send in a second, after a burst of four times as many. Default 50.</summary>
    public int RequestsPerSecond { get; init; } = 50;
}
