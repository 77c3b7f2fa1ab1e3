using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ImageStreams.TestKit;

/// <summary>Passes connections on to a server. Those that there are can be frozen: they stay open, and nothing comes through any more.</summary>
public sealed class TestRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly string _target;
    private readonly Task _loop;
    private int _accepted;
    private volatile int _frozen;

    private TestRelay(string target)
    {
        _target = target;
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Host and port.</summary>
    public string Host => _listener.LocalEndpoint.ToString()!;

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _accepted);

    /// <param name="target">The server, HOST:PORT.</param>
    public static TestRelay Start(string target) => new(target);

    /// <summary>Lets nothing through any more on the connections that there are. New ones are served.</summary>
    public void Freeze() => _frozen = Connections;

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
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(ServeAsync(client, Interlocked.Increment(ref _accepted)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using var owned = client;
        try
        {
            using var backend = new TcpClient();
            await backend.ConnectAsync(IPEndPoint.Parse(_target), _stop.Token);
            await using var here = client.GetStream();
            await using var there = backend.GetStream();
            await Task.WhenAny(PassAsync(here, there, number), PassAsync(there, here, number));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // one of the sides left
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, int number)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (number > _frozen)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
    }
}
