using System.Text.Json;

namespace ImageStreams.Kubernetes;

/// <summary>How documents of the API are scanned before they are read as a kind.</summary>
internal static class JsonLimits
{
    /// <summary>
    /// The server accepts documents nested up to 10,000 deep. Scanning must get past them, or one such object would end every list;
    /// reading it as a kind then fails for this object alone.
    /// </summary>
    public static JsonReaderOptions Options { get; } = new() { MaxDepth = 20_000 };

    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static void CheckSyntax(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        reader.Read();
        reader.Skip();
    }
}
