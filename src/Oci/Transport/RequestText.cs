namespace ImageStreams.Oci;

/// <summary>How a request is shown: never its query (presigned addresses carry signatures there), user or headers.</summary>
internal static class RequestText
{
    public static string Of(HttpRequestMessage message) => $"{message.Method} {Of(message.RequestUri!)}";

    public static string Of(Uri uri) => Printable.Excerpt($"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}");
}
