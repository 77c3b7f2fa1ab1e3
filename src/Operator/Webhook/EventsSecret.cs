using System.Security.Cryptography;
using System.Text;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>
/// The secret that registries show with their notifications. It is kept where all replicas and the registry find it; whoever changes it there is followed
/// within seconds (docs/spec/push.md#authentication).
/// </summary>
internal sealed partial class EventsSecret(ResourceClient<Secret> secrets, string ns, TimeProvider time, ILogger<EventsSecret> logger) : BackgroundService
{
    public const string SecretName = "imagestreams-registry-events";
    public const string Key = "token";

    private const int Bytes = 32;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PeriodUntilRead = TimeSpan.FromSeconds(1);

    private readonly SharedSecret _secret = new(secrets, new NamespacedName(ns, SecretName), "Opaque");
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _current;
    private string? _failure;

    /// <summary>The secret in force; null before it was read.</summary>
    public string? Current => _current;

    /// <summary>The secret, as soon as it is known.</summary>
    public async Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        await _read.Task.WaitAsync(cancellationToken);
        return _current!;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TryShareAsync(stoppingToken);
                await Task.Delay(_current is null ? PeriodUntilRead : Period, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // told to stop
        }
    }

    private async Task TryShareAsync(CancellationToken cancellationToken)
    {
        try
        {
            string? made = null;
            var token = await _secret.TryShareAsync(Read, stored => stored ?? (made = NewToken()), ToData, cancellationToken);
            if (token is not null)
            {
                Use(token, isNew: token == made);
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

    private void Use(string token, bool isNew)
    {
        (_current, _failure) = (token, null);
        _read.TrySetResult();
        if (isNew)
        {
            LogMade(_secret.Name);
        }
    }

    private static string? Read(IReadOnlyDictionary<string, byte[]>? data) =>
        data?.GetValueOrDefault(Key) is { } bytes && Encoding.UTF8.GetString(bytes).Trim() is { Length: > 0 } token ? token : null;

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    private static Dictionary<string, byte[]> ToData(string token) => new() { [Key] = Encoding.ASCII.GetBytes(token) };

    [LoggerMessage(LogLevel.Information, "Made the secret {Secret} for notifications of registries")]
    private partial void LogMade(NamespacedName secret);

    [LoggerMessage(LogLevel.Warning, "Notifications of registries cannot be taken: the secret {Secret} cannot be read: {Reason}")]
    private partial void LogFailed(NamespacedName secret, string reason);
}
