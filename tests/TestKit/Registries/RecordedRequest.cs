namespace ImageStreams.TestKit;

/// <summary>A request as a test registry saw it.</summary>
public sealed record RecordedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Authorization => Headers.GetValueOrDefault("Authorization", "");

    public override string ToString() => $"{Method} {Path}{Query}";
}
