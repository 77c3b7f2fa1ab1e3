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

    private readonly NamespacedName _name = new(ns, SecretName);
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
                await TryReadAsync(stoppingToken);
                await Task.Delay(_current is null ? PeriodUntilRead : Period, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // told to stop
        }
    }

    private async Task TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            Use(await FindAsync(cancellationToken) ?? await MakeAsync(cancellationToken));
        }
        catch (KubeApiException e) when (e.IsConflict || e.IsAlreadyExists)
        {
            // another replica was faster: the next round reads what it wrote
        }
        catch (Exception e) when (e is KubeApiException or KubeDecodeException or HttpRequestException or TimeoutException or IOException)
        {
            if (_failure != e.Message)
            {
                LogFailed(_name, e.Message);
            }

            _failure = e.Message;
        }
    }

    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var secret = await secrets.FindAsync(_name, cancellationToken);
        return secret?.Data?.GetValueOrDefault(Key) is { } data && Encoding.UTF8.GetString(data).Trim() is { Length: > 0 } token ? token : null;
    }

    private async Task<string> MakeAsync(CancellationToken cancellationToken)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        var data = new Dictionary<string, byte[]> { [Key] = Encoding.ASCII.GetBytes(token) };
        if (await secrets.FindAsync(_name, cancellationToken) is { } empty)
        {
            await secrets.UpdateAsync(empty with { Data = data }, cancellationToken);
        }
        else
        {
            var metadata = new ObjectMeta { Namespace = _name.Namespace, Name = _name.Name };
            await secrets.CreateAsync(new Secret { Metadata = metadata, Type = "Opaque", Data = data }, cancellationToken);
        }

        LogMade(_name);
        return token;
    }

    private void Use(string token)
    {
        (_current, _failure) = (token, null);
        _read.TrySetResult();
    }

    [LoggerMessage(LogLevel.Information, "Made the secret {Secret} for notifications of registries")]
    private partial void LogMade(NamespacedName secret);

    [LoggerMessage(LogLevel.Warning, "Notifications of registries cannot be taken: the secret {Secret} cannot be read: {Reason}")]
    private partial void LogFailed(NamespacedName secret, string reason);
}
