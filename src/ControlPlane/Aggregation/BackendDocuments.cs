using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Speaks with aggregated servers in our own name: asks what they serve and for their schemas, and does the work of our controllers there.</summary>
internal sealed class BackendDocuments(BackendClients clients, TimeProvider time)
{
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    /// <summary>The document at a path.</summary>
    /// <exception cref="HttpRequestException">The server did not answer, not in time, not with success, or not with JSON within the limit.</exception>
    public async Task<JsonObject> GetAsync(Backend backend, string path, int limit, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var (code, document) = await SendAsync(backend, HttpMethod.Get, path, OwnIdentity.Aggregator, limit, deadline, cancellationToken);
        return code is >= 200 and < 300
            ? document ?? throw new HttpRequestException("the answer is no JSON object")
            : throw new HttpRequestException($"bad status from https://{backend.Host}:{backend.Port}{path}: {code}");
    }

    /// <summary>The answer's code and document; null for a document that is no JSON object.</summary>
    /// <exception cref="HttpRequestException">The server did not answer, not in time, or not within the limit.</exception>
    public async Task<(int Code, JsonObject? Document)> SendAsync(
        Backend backend, HttpMethod method, string path, AuthenticatedUser user, int limit, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var request = new HttpRequestMessage(method, $"https://{backend.Host}:{backend.Port}{path}");
            request.Headers.Accept.Add(Json);
            ForwardedHeaders.AddUser(request.Headers, user);
            using var response = await clients.SendAsync(backend, request, either.Token);
            return ((int)response.StatusCode, Parse(await ReadAsync(response, limit, either.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {deadline.TotalSeconds:0} s");
        }
        catch (IOException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }

    private static JsonObject? Parse(byte[] utf8)
    {
        try
        {
            return JsonNode.Parse(utf8) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream();
        var buffer = new byte[32 << 10];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            whole.Write(buffer, 0, count);
            if (whole.Length > limit)
            {
                throw new HttpRequestException($"the answer is longer than {limit} bytes");
            }
        }

        return whole.ToArray();
    }
}
