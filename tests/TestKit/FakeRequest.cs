using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.TestKit;

/// <summary>A request as it came to a <see cref="FakeApiServer"/>.</summary>
public sealed record FakeRequest
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>The query, decoded.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Protocol { get; init; }

    public required string Body { get; init; }

    /// <summary>Subject of the client's certificate, if it showed one.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary><c>METHOD /path</c>.</summary>
    public string Route => $"{Method} {Path}";

    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    internal static async Task<FakeRequest> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return new FakeRequest
        {
            Method = context.Request.Method,
            Path = context.Request.Path.Value ?? "",
            Query = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal),
            Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Protocol = context.Request.Protocol,
            Body = await reader.ReadToEndAsync(),
            ClientCertificate = context.Connection.ClientCertificate?.Subject,
        };
    }
}
