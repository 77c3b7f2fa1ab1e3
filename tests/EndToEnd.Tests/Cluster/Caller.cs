using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Somebody who speaks HTTP to an API server; anonymous without a token.</summary>
public sealed class Caller : IDisposable
{
    private readonly HttpClient _http;

    internal Caller(HttpMessageHandler handler, Uri address, string? token)
    {
        _http = new HttpClient(handler) { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Somebody at a server's own address, past the aggregator; the certificate is not looked at.</summary>
    public static Caller Directly(Uri address, string? token = null) =>
        new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }, address, token);

    public async Task<(HttpStatusCode Code, string Body)> SendAsync(
        HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<HttpStatusCode> CodeAsync(HttpMethod method, string path, string? body = null) => (await SendAsync(method, path, body)).Code;

    public void Dispose() => _http.Dispose();
}
