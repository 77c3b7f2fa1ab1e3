namespace ImageStreams.Oci;

/// <summary>A registry token and until when it is used.</summary>
internal sealed class Token(string value, DateTimeOffset usableUntil)
{
    public string Value { get; } = value;

    public DateTimeOffset UsableUntil { get; } = usableUntil;

    public override string ToString() => nameof(Token);
}
