using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.TestKit;

/// <summary>A watch that sends what a test gives it; one request is served by it.</summary>
public sealed class FakeWatch
{
    private readonly Channel<string?> _lines = Channel.CreateUnbounded<string?>();

    /// <summary>Sends an event: <c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>ERROR</c>.</summary>
    public FakeWatch Send(string type, JsonNode value) => SendRaw(new JsonObject { ["type"] = type, ["object"] = value }.ToJsonString() + "\n");

    /// <summary>Sends a bookmark; the end of the initial events if so said.</summary>
    public FakeWatch Bookmark(string resourceVersion, bool initialEventsEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = resourceVersion };
        if (initialEventsEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        return Send("BOOKMARK", new JsonObject { ["metadata"] = metadata });
    }

    /// <summary>Sends text as it is.</summary>
    public FakeWatch SendRaw(string text)
    {
        _lines.Writer.TryWrite(text);
        return this;
    }

    /// <summary>Ends the watch in order, as a server does when its time is over.</summary>
    public FakeWatch End()
    {
        _lines.Writer.TryComplete();
        return this;
    }

    /// <summary>Breaks the connection.</summary>
    public FakeWatch Reset()
    {
        _lines.Writer.TryWrite(null);
        return this;
    }

    internal async Task RunAsync(HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync(cancellationToken);
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            if (line is null)
            {
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(line, cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }
}
