using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Reads documents from aggregated servers in our own name: what they serve, and their schemas.</summary>
internal sealed class BackendDocuments(BackendClients clients, TimeProvider time)
{
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    /// <summary>The document at a path.</summary>
    /// <exception cref="HttpRequestException">The server did not answer, not in time, not with success, or not with JSON within the limit.</exception>
    public async Task<JsonObject> GetAsync(Backend backend, string path, int limit, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{backend.Host}:{backend.Port}{path}");
            request.Headers.Accept.Add(Json);
            ForwardedHeaders.AddUser(request.Headers, OwnIdentity.Aggregator);
            using var response = await clients.SendAsync(backend, request, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new HttpRequestException($"bad status from {request.RequestUri}: {(int)response.StatusCode}");
            }

            return Parse(await ReadAsync(response, limit, either.Token));
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

    private static JsonObject Parse(byte[] utf8)
    {
        try
        {
            return JsonNode.Parse(utf8) as JsonObject ?? throw new HttpRequestException("the answer is no JSON object");
        }
        catch (JsonException e)
        {
            throw new HttpRequestException("the answer is no JSON", e);
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
