namespace ImageStreams.TestKit;

/// <summary>A request as a test registry saw it.</summary>
public sealed record RecordedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Such as <c>HTTP/2</c>.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Which connection it came over.</summary>
    public string Connection { get; init; } = "";

    public string Authorization => Headers.GetValueOrDefault("Authorization", "");

    public override string ToString() => $"{Method} {Path}{Query}";
}
