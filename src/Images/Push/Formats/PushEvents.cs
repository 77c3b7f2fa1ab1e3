using System.Text.Json;

namespace ImageStreams.Images;

/// <summary>The events of a notification, before it is known whether what they name can exist.</summary>
/// <param name="Format">Whose they are.</param>
/// <param name="Hints">What they say.</param>
/// <param name="Ignored">How many say nothing of manifests and tags.</param>
internal sealed record PushEvents(string Format, IReadOnlyList<PushHint> Hints, int Ignored)
{
    /// <exception cref="FormatException">Nobody is known who sends this.</exception>
    public static PushEvents Read(JsonElement root, PushEnvelope envelope)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return Together([.. root.Bounded().Select(item => CloudEvents.Find(item) ?? throw Unknown())]);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Unknown();
        }

        return (envelope.CloudEventType.Length > 0 ? CloudEvents.Find(envelope.CloudEventType, envelope.CloudEventId, root) : null)
            ?? CloudEvents.Find(root)
            ?? GitHubEvents.Find(root, envelope)
            ?? DistributionEvents.Find(root)
            ?? HarborEvents.Find(root)
            ?? QuayEvents.Find(root)
            ?? DockerHubEvents.Find(root)
            ?? AmazonEvents.Find(root)
            ?? GoogleEvents.Find(root)
            ?? AzureEvents.Find(root)
            ?? throw Unknown();
    }

    /// <summary>A notification with one event, which says something or does not.</summary>
    public static PushEvents Of(string format, PushHint? hint) => hint is null ? new PushEvents(format, [], 1) : new PushEvents(format, [hint], 0);

    private static PushEvents Together(List<PushEvents> parts) => new(
        parts.Count > 0 ? parts[0].Format : PushFormats.Unknown, [.. parts.SelectMany(p => p.Hints)], parts.Sum(p => p.Ignored));

    private static FormatException Unknown() => new("nothing that any known registry sends");
}
