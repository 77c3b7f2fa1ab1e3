using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Cuts off those who have stopped reading, so that what is on its way to them does not stay forever (docs/spec/server.md#slow-readers).</summary>
public static class ReaderPatience
{
    /// <summary>How long what is written may wait to be taken.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Waits until the reader has made room; when that takes too long, the request is broken off, and nothing else on its connection.</summary>
    public static async Task WithPatienceAsync(this HttpContext context, ValueTask<FlushResult> sending)
    {
        if (sending.IsCompleted)
        {
            await sending;
            return;
        }

        using var late = new CancellationTokenSource(Limit, context.Clock());
        await using var cut = late.Token.Register(static reader => ((HttpContext)reader!).Abort(), context);
        await sending;
    }
}
