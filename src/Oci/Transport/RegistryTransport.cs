using System.Net;
using Microsoft.Extensions.Logging;
using Polly;

namespace ImageStreams.Oci;

/// <summary>What all registry clients share: connections, tokens, limits. Make one, dispose it at the end.</summary>
public sealed partial class RegistryTransport : IDisposable
{
    private readonly RegistryConnections _connections;
    private readonly ILogger<RegistryTransport> _logger;

    public RegistryTransport(RegistryTransportOptions options, TimeProvider time, ILogger<RegistryTransport> logger)
    {
        Options = options;
        Time = time;
        _logger = logger;
        _connections = new RegistryConnections(options);
        Pipeline = RetryPolicy.Create(options, time);
        Tokens = new TokenService(this);
        PlainHosts = new PlainHosts(time);
        Logins = new LoginMemory();
    }

    internal RegistryTransportOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ResiliencePipeline Pipeline { get; }

    internal TokenService Tokens { get; }

    internal PlainHosts PlainHosts { get; }

    internal LoginMemory Logins { get; }

    /// <summary>Whether a repository is known to ask for a login.</summary>
    public bool AsksForLogin(RepositoryName repository, bool insecure) => Logins.Find(repository, insecure) is not null;

    /// <summary>A client that reads one repository.</summary>
    public RegistryClient Client(RepositoryName repository, RegistryAccess access) => new(new RegistrySession(this, repository, access));

    /// <summary>A client that writes one repository.</summary>
    public RegistryPushClient PushClient(RepositoryName repository, RegistryAccess access) => new(new RegistrySession(this, repository, access));

    public void Dispose() => _connections.Dispose();

    /// <summary>Sends one request as it is; returns when the headers are there.</summary>
    /// <exception cref="RegistryException">Of kind Unreachable: nobody answered.</exception>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, bool insecure, CancellationToken cancellationToken)
    {
        message.Headers.TryAddWithoutValidation("User-Agent", Options.UserAgent);
        message.Version = HttpVersion.Version20; // where the server offers it; several requests then share a connection
        message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        var started = Time.GetTimestamp();
        try
        {
            RegistryConnector.JudgeLiteral(message);
            var response = await _connections.For(message.RequestUri!, insecure).SendAsync(message, cancellationToken);
            LogAnswered(message.Method, RequestText.Of(message.RequestUri!), (int)response.StatusCode, Time.GetElapsedTime(started));
            return response;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TransportFailure.Unreachable(RequestText.Of(message), "timed out while connecting", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw TransportFailure.From(RequestText.Of(message), e);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Method} {Address}: {Status} after {Elapsed}")]
    private partial void LogAnswered(HttpMethod method, string address, int status, TimeSpan elapsed);
}
