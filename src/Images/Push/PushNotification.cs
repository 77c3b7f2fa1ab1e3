using System.Text.Json;

namespace ImageStreams.Images;

/// <summary>The body of a notification, read: what it says has happened (docs/spec/push.md#formats).</summary>
/// <param name="Format">Whose it is: one of <see cref="PushFormats"/>.</param>
/// <param name="Hints">What it says of manifests and tags.</param>
/// <param name="Ignored">How many events it has that say nothing of them: pulls, layers, scans, packages that are no images.</param>
public sealed record PushNotification(string Format, IReadOnlyList<PushHint> Hints, int Ignored)
{
    /// <summary>How many events one notification may have.</summary>
    public const int MaxEvents = 1_000;

    private const int MaxTokens = 100_000;
    private const int MaxDepth = 32;

    /// <exception cref="FormatException">It is no JSON, too much of it, or nothing that is understood.</exception>
    public static PushNotification Parse(ReadOnlyMemory<byte> body, PushEnvelope envelope)
    {
        try
        {
            CountTokens(body.Span);
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            var events = PushEvents.Read(document.RootElement, envelope);
            var hints = events.Hints.Select(PushHint.OrNull).OfType<PushHint>().ToList();
            return new PushNotification(events.Format, hints, events.Ignored + events.Hints.Count - hints.Count);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("the body is no JSON that can be read", e); // also texts that are no Unicode
        }
    }

    // A document takes many times the memory of its text: what is only brackets is refused before it is built.
    private static void CountTokens(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        for (var count = 0; reader.Read(); count++)
        {
            if (count == MaxTokens)
            {
                throw new FormatException("the body has too many parts");
            }
        }
    }
}
