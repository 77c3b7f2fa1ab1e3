using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A watch that is open.</summary>
internal sealed class WatchClient(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The next event; null when the server has ended the watch.</summary>
    public async Task<JsonNode?> NextAsync() =>
        await reader.ReadLineAsync().WaitAsync(Patience) is { } line ? JsonNode.Parse(line) : null;

    /// <summary>The next event with its type and the name of its object.</summary>
    public async Task<string> NextNameAsync() =>
        await NextAsync() is { } next ? $"{next["type"]} {next["object"]?["metadata"]?["name"]}" : "";

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
