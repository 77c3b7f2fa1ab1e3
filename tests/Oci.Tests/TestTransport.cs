using System.Collections.Concurrent;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Oci.Tests;

/// <summary>A transport for tests: quick retries, and a log that can be looked at.</summary>
internal sealed class TestTransport : IAsyncDisposable, ILogger<RegistryTransport>
{
    private readonly ConcurrentQueue<string> _log = new();

    public TestTransport(Action<RegistryTransportOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new RegistryTransportOptions { RetryDelay = TimeSpan.FromMilliseconds(1) };
        configure?.Invoke(options);
        Transport = new RegistryTransport(options, time ?? TimeProvider.System, this);
    }

    public RegistryTransport Transport { get; }

    public string Logged => string.Join('\n', _log);

    /// <summary>A client for <c>team/app</c> that may speak plain HTTP.</summary>
    public RegistryClient Client(FaultyRegistry registry, params RegistryCredential[] credentials) =>
        Client(registry.Host, insecure: registry.Certificate is null, credentials);

    public RegistryClient Client(string host, bool insecure, params RegistryCredential[] credentials) =>
        Transport.Client(Repository(host), new RegistryAccess(new FixedKeychain(credentials), insecure));

    public static RepositoryName Repository(string host) =>
        RepositoryName.TryCreate(host, "team/app", out var repository) ? repository : throw new ArgumentException(host);

    public ValueTask DisposeAsync()
    {
        Transport.Dispose();
        return ValueTask.CompletedTask;
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue($"{formatter(state, exception)} {exception}");

    private sealed class FixedKeychain(IReadOnlyList<RegistryCredential> credentials) : IKeychain
    {
        public ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken) =>
            ValueTask.FromResult(credentials);
    }
}
