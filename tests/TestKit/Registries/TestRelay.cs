using System.Net;
using System.Net.Sockets;

namespace ImageStreams.TestKit;

/// <summary>Passes connections on to a server. Those that there are can be frozen: they stay open, and nothing comes through any more.</summary>
public sealed class TestRelay : IAsyncDisposable
{
    private readonly string _target;
    private readonly LoopbackListener _listener;
    private int _accepted;
    private volatile int _frozen;

    private TestRelay(string target)
    {
        _target = target;
        _listener = LoopbackListener.Start(ServeAsync);
    }

    /// <summary>Host and port.</summary>
    public string Host => _listener.Host;

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _accepted);

    /// <param name="target">The server, HOST:PORT.</param>
    public static TestRelay Start(string target) => new(target);

    /// <summary>Lets nothing through any more on the connections that there are. New ones are served.</summary>
    public void Freeze() => _frozen = Connections;

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(NetworkStream here, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _accepted);
        using var backend = new TcpClient();
        await backend.ConnectAsync(IPEndPoint.Parse(_target), cancellationToken);
        await using var there = backend.GetStream();
        await Task.WhenAny(PassAsync(here, there, number, cancellationToken), PassAsync(there, here, number, cancellationToken));
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, int number, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (number > _frozen)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
    }
}
