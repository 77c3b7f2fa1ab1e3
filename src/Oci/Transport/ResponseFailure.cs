using System.Net;
using System.Text.Json;

namespace ImageStreams.Oci;

/// <summary>Makes the exception of an answer that is no success: kind, codes, when to come again.</summary>
internal static class ResponseFailure
{
    private const int MaxErrors = 5;

    /// <param name="response">Its body is read, within limits.</param>
    /// <param name="transport">Limits and clock.</param>
    /// <param name="redact">Takes what we sent out of what the registry says.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<RegistryException> ReadAsync(
        HttpResponseMessage response, RegistryTransport transport, Func<string, string> redact, CancellationToken cancellationToken)
    {
        var request = RequestText.Of(response.RequestMessage!);
        var errors = await ReadErrorsAsync(response, transport.Options.Limits.ErrorBytes, redact, cancellationToken);
        var status = (int)response.StatusCode;
        var said = errors.Count == 0 ? "" : $": {string.Join("; ", errors)}";
        return new RegistryException(Classify(response.StatusCode, errors), $"{request}: {status} {Name(response.StatusCode)}{said}", null)
        {
            StatusCode = status,
            Errors = errors,
            Request = request,
            RetryAfter = RetryAfter(response, transport.Time),
            IsRepeatable = status is 429 or 502 or 503 or 504,
        };
    }

    private static RegistryErrorKind Classify(HttpStatusCode status, IReadOnlyList<RegistryError> errors) => status switch
    {
        HttpStatusCode.TooManyRequests => RegistryErrorKind.TooManyRequests,
        _ when errors.Any(e => e.Code == "TOOMANYREQUESTS") => RegistryErrorKind.TooManyRequests,
        HttpStatusCode.Unauthorized => RegistryErrorKind.Unauthorized,
        HttpStatusCode.Forbidden => RegistryErrorKind.Forbidden,
        HttpStatusCode.NotFound => RegistryErrorKind.NotFound,
        _ => RegistryErrorKind.Server,
    };

    private static string Name(HttpStatusCode status) => Enum.IsDefined(status) ? status.ToString() : "Unknown";

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static async Task<IReadOnlyList<RegistryError>> ReadErrorsAsync(
        HttpResponseMessage response, long limit, Func<string, string> redact, CancellationToken cancellationToken)
    {
        try
        {
            var body = await BoundedBody.ReadAsync(response, limit, "error", cancellationToken);
            using var document = JsonDocument.Parse(body);
            return [.. Errors(document.RootElement).Take(MaxErrors).Select(e => Clean(e, redact))];
        }
        catch (Exception e) when (e is JsonException or RegistryException or InvalidOperationException)
        {
            return []; // HTML, nothing, too much: the status says it all
        }
    }

    private static IEnumerable<RegistryError> Errors(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (body.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
        {
            return errors.EnumerateArray().Select(e => new RegistryError(Text(e, "code"), Text(e, "message")));
        }

        // Token services: docker's "details", OAuth2's "error", whatever others invented.
        string[] names = ["error_description", "details", "message", "error"];
        return names.Select(n => Text(body, n)).Where(t => t.Length > 0).Take(1).Select(t => new RegistryError(t, ""));
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static RegistryError Clean(RegistryError error, Func<string, string> redact) =>
        new(Printable.Excerpt(redact(error.Code)), Printable.Excerpt(redact(error.Message)));
}
