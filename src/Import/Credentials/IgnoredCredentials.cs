namespace ImageStreams.Import;

/// <summary>Credentials that were looked at and could not be used. Nothing of their content is told.</summary>
/// <param name="Source">Which, for people: <c>secret "x"</c>.</param>
/// <param name="Problem">Why, for people.</param>
public sealed record IgnoredCredentials(string Source, string Problem)
{
    public override string ToString() => $"{Source}: {Problem}";
}
