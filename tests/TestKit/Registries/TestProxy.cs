using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImageStreams.TestKit;

/// <summary>An HTTP proxy on a free loopback port that takes everything to one place, whatever host it was asked for.</summary>
public sealed class TestProxy : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly string _target;
    private readonly string? _authorization;
    private readonly LoopbackListener _listener;

    private TestProxy(string target, string? login)
    {
        _target = target;
        _authorization = login is null ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(login))}";
        _listener = LoopbackListener.Start(ServeAsync);
    }

    /// <summary>Host and port.</summary>
    public string Host => _listener.Host;

    /// <summary>The request lines that it was sent.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <param name="target">Where everything goes, HOST:PORT.</param>
    /// <param name="login">USER:PASSWORD that it asks for; null for none.</param>
    public static TestProxy Start(string target, string? login) => new(target, login);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        while (await ReadHeadAsync(stream, cancellationToken) is { Length: > 0 } head)
        {
            _asked.Enqueue(head.Split("\r\n")[0]);
            if (_authorization is not null && !head.Contains($"Proxy-Authorization: {_authorization}\r\n", StringComparison.OrdinalIgnoreCase))
            {
                await stream.WriteAsync(
                    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
                    cancellationToken);
                continue;
            }

            await ForwardAsync(stream, head, cancellationToken);
            return;
        }
    }

    private async Task ForwardAsync(NetworkStream stream, string head, CancellationToken cancellationToken)
    {
        using var backend = new TcpClient();
        await backend.ConnectAsync(IPEndPoint.Parse(_target), cancellationToken);
        await using var there = backend.GetStream();
        if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancellationToken);
        }
        else
        {
            await there.WriteAsync(Encoding.Latin1.GetBytes(head), cancellationToken);
        }

        await Task.WhenAny(stream.CopyToAsync(there, cancellationToken), there.CopyToAsync(stream, cancellationToken));
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return "";
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
