namespace ImageStreams.ApiServer;

/// <summary>A token for the integrated registry. It does not show itself in logs.</summary>
/// <param name="value">What goes behind <c>Authorization: Bearer</c>.</param>
/// <param name="issuedAt">When it was issued.</param>
/// <param name="lifetime">How long from then it is good for.</param>
public sealed class RegistryToken(string value, DateTimeOffset issuedAt, TimeSpan lifetime)
{
    public string Value => value;

    public DateTimeOffset IssuedAt => issuedAt;

    public TimeSpan Lifetime => lifetime;

    /// <summary>From when on another is needed.</summary>
    public DateTimeOffset Expires => issuedAt + lifetime;
}
