using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImageStreams.TestKit;

/// <summary>An HTTP proxy on a free loopback port that takes everything to one place, whatever host it was asked for.</summary>
public sealed class TestProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly string _target;
    private readonly string? _authorization;
    private readonly Task _loop;

    private TestProxy(string target, string? login)
    {
        _target = target;
        _authorization = login is null ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(login))}";
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Host and port.</summary>
    public string Host => _listener.LocalEndpoint.ToString()!;

    /// <summary>The request lines that it was sent.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <param name="target">Where everything goes, HOST:PORT.</param>
    /// <param name="login">USER:PASSWORD that it asks for; null for none.</param>
    public static TestProxy Start(string target, string? login) => new(target, login);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            await using var stream = client.GetStream();
            while (await ReadHeadAsync(stream) is { Length: > 0 } head)
            {
                _asked.Enqueue(head.Split("\r\n")[0]);
                if (_authorization is not null && !head.Contains($"Proxy-Authorization: {_authorization}\r\n", StringComparison.OrdinalIgnoreCase))
                {
                    await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                    continue;
                }

                await ForwardAsync(stream, head);
                return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // one of the sides left
        }
    }

    private async Task ForwardAsync(NetworkStream stream, string head)
    {
        using var backend = new TcpClient();
        await backend.ConnectAsync(IPEndPoint.Parse(_target), _stop.Token);
        await using var there = backend.GetStream();
        if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
        }
        else
        {
            await there.WriteAsync(Encoding.Latin1.GetBytes(head), _stop.Token);
        }

        await Task.WhenAny(stream.CopyToAsync(there, _stop.Token), there.CopyToAsync(stream, _stop.Token));
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return "";
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
