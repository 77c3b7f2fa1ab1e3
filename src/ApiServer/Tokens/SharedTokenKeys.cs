using ImageStreams.Entities;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>Keeps the keys that sign tokens in a secret that all replicas share, and replaces them in time (docs/spec/tokens.md#keys).</summary>
internal sealed partial class SharedTokenKeys : BackgroundService
{
    public const string SecretName = "imagestreams-token-key";

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PeriodUntilRead = TimeSpan.FromSeconds(1);

    private readonly SharedSecret _secret;
    private readonly TokenSettingsSource _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<SharedTokenKeys> _logger;
    private volatile TokenKeys? _current;
    private volatile string _failure = "the secret has not been read yet";

    public SharedTokenKeys(
        KubernetesClient client, ApiServerOptions options, TokenSettingsSource settings, TimeProvider time, ILogger<SharedTokenKeys> logger)
    {
        _secret = new SharedSecret(client.Resource<Secret>(), new(options.Namespace, SecretName), "Opaque");
        (_settings, _time, _logger) = (settings, time, logger);
    }

    /// <summary>The keys in force; null until they have been read.</summary>
    public TokenKeys? Current => _current;

    /// <summary>Why no tokens can be issued; null when they can. What was read once is good to go on with.</summary>
    public string? FindProblem() => _current is null ? $"there is no key to sign tokens with: {_failure}" : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TryShareAsync(stoppingToken);
                await Task.Delay(_current is null ? PeriodUntilRead : Period, _time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task TryShareAsync(CancellationToken cancellationToken)
    {
        try
        {
            var set = await _secret.TryShareAsync(
                TokenKeySet.Read,
                stored => TokenKeySet.Renew(stored, _settings.Current, _time.GetUtcNow()),
                renewed => renewed.ToData(),
                cancellationToken);
            if (set is not null && _current?.Set != set)
            {
                _current = new TokenKeys(set);
                LogUsed(_secret.Name);
            }
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            if (_failure != e.Message)
            {
                LogFailed(_secret.Name, e.Message);
            }

            _failure = e.Message;
        }
    }

    [LoggerMessage(LogLevel.Information, "Tokens for the registry are signed with the key of {Secret}")]
    private partial void LogUsed(NamespacedName secret);

    [LoggerMessage(LogLevel.Warning, "The keys in {Secret} cannot be looked after: {Reason}")]
    private partial void LogFailed(NamespacedName secret, string reason);
}
