namespace ImageStreams.Oci;

/// <summary>An answer, and what it takes to judge it.</summary>
internal sealed class RegistryResponse(HttpResponseMessage http, Authorization? authorization, bool isForeign, Action progress) : IDisposable
{
    public HttpResponseMessage Http { get; } = http;

    public int Status => (int)Http.StatusCode;

    /// <summary>A redirect led to another origin: its challenges are none of our business.</summary>
    public bool IsForeign { get; } = isForeign;

    public string Request => RequestText.Of(Http.RequestMessage!);

    /// <summary>Where the answer came from, redirects followed.</summary>
    public Uri Address => Http.RequestMessage!.RequestUri!;

    public string? ContentType => First(Http.Content.Headers.NonValidated, "Content-Type");

    public long? ContentLength => Http.Content.Headers.ContentLength;

    public string? Header(string name) => First(Http.Headers.NonValidated, name);

    public IEnumerable<string> Headers(string name) =>
        Http.Headers.NonValidated.TryGetValues(name, out var values) ? values : [];

    public Task<byte[]> ReadAsync(long limit, string what, CancellationToken cancellationToken) =>
        BoundedBody.ReadAsync(Http, limit, what, cancellationToken);

    public Task<long> CopyToAsync(Stream destination, long limit, string what, CancellationToken cancellationToken) =>
        BoundedBody.CopyAsync(Http, destination, limit, what, progress, cancellationToken);

    public Task<RegistryException> ToFailureAsync(RegistryTransport transport, CancellationToken cancellationToken) =>
        ResponseFailure.ReadAsync(Http, transport, text => authorization?.Redact(text) ?? text, cancellationToken);

    public void Dispose() => Http.Dispose();

    private static string? First(System.Net.Http.Headers.HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) && values.Count > 0 ? values.First() : null;
}
