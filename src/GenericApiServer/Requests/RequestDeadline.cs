using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Ends a request after a time; tells that apart from a client that went away.</summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly HttpContext _context;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public RequestDeadline(HttpContext context, TimeSpan after, TimeProvider time)
    {
        _context = context;
        _client = context.RequestAborted;
        _timer = new CancellationTokenSource(after, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_client, _timer.Token);
        context.RequestAborted = _either.Token;
    }

    public bool ClientIsGone => _client.IsCancellationRequested;

    public bool HasPassed => _timer.IsCancellationRequested;

    public void Dispose()
    {
        _context.RequestAborted = _client;
        _either.Dispose();
        _timer.Dispose();
    }
}
