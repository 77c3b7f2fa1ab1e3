using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>
/// Keeps the serving certificate in a secret that all replicas share, renews it in time, and tells the aggregator which authority to trust.
/// Until the secret could be read, a certificate that nobody trusts stands in, so that health can be asked for.
/// </summary>
internal sealed partial class SharedServingCertificate : BackgroundService, IServingCertificate
{
    private const string SecretName = "imagestreams-serving-cert";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PeriodAfterFailure = TimeSpan.FromSeconds(2);

    private readonly ResourceClient<Secret> _secrets;
    private readonly ResourceClient<APIService> _services;
    private readonly NamespacedName _secret;
    private readonly NamespacedName _apiService;
    private readonly ServerNames _names;
    private readonly TimeProvider _time;
    private readonly ILogger<SharedServingCertificate> _logger;
    private ServingCertificateSet? _set;
    private volatile X509Certificate2 _current;
    private volatile string? _problem = "the certificate has not been read yet";

    public SharedServingCertificate(KubernetesClient client, ApiServerOptions options, TimeProvider time, ILogger<SharedServingCertificate> logger)
    {
        (_secrets, _services) = (client.Resource<Secret>(), client.Resource<APIService>());
        _secret = new(options.Namespace, SecretName);
        _apiService = NamespacedName.Cluster($"{ImageGroup.Version}.{ImageGroup.Name}");
        _names = ServerNames.OfService(options.ServiceName, options.Namespace);
        (_time, _logger) = (time, logger);
        _current = ServingCertificateSet.Renew(null, _names, time.GetUtcNow()).Serving.ToX509();
    }

    public X509Certificate2 Current => _current;

    public string? FindProblem() => _problem;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = await TryEnsureAsync(stoppingToken) ? Period : PeriodAfterFailure;
            try
            {
                await Task.Delay(delay, _time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // the loop ends by itself
            }
        }
    }

    private async Task<bool> TryEnsureAsync(CancellationToken cancellationToken)
    {
        try
        {
            var set = await ShareAsync(cancellationToken);
            await PublishAsync(set.Bundle, cancellationToken);
            if (set != _set)
            {
                (_set, _current) = (set, set.Serving.ToX509());
                LogLoaded(_secret, _current.NotAfter);
            }

            _problem = null;
            return true;
        }
        catch (KubeApiException e) when (e.IsConflict || e.IsAlreadyExists)
        {
            return false; // another replica was faster: the next round reads what it wrote
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException or TimeoutException or InvalidDataException)
        {
            _problem = _set is null ? $"the certificate could not be read: {e.Message}" : null;
            LogFailed(_secret, e.Message);
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    /// <summary>The set in force; what had to be renewed is stored before anybody uses it.</summary>
    private async Task<ServingCertificateSet> ShareAsync(CancellationToken cancellationToken)
    {
        var secret = await _secrets.FindAsync(_secret, cancellationToken);
        var stored = ServingCertificateSet.Read(secret?.Data);
        var set = ServingCertificateSet.Renew(stored, _names, _time.GetUtcNow());
        if (ReferenceEquals(set, stored))
        {
            return set;
        }

        if (secret is null)
        {
            var metadata = new ObjectMeta { Namespace = _secret.Namespace, Name = _secret.Name };
            await _secrets.CreateAsync(new Secret { Metadata = metadata, Type = "kubernetes.io/tls", Data = set.ToData() }, cancellationToken);
        }
        else
        {
            await _secrets.UpdateAsync(secret with { Data = set.ToData() }, cancellationToken);
        }

        LogRenewed(_secret);
        return set;
    }

    /// <summary>Before a certificate is shown, the aggregator trusts who issued it.</summary>
    private async Task PublishAsync(string bundle, CancellationToken cancellationToken)
    {
        var wanted = Encoding.UTF8.GetBytes(bundle);
        var service = await _services.FindAsync(_apiService, cancellationToken);
        if (service?.Spec is not { Service: not null } spec || (spec.CaBundle is { } present && present.AsSpan().SequenceEqual(wanted)))
        {
            return; // not registered here, or all is well
        }

        await _services.PatchAsync(
            _apiService, Patch.Merge(new() { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["caBundle"] = Convert.ToBase64String(wanted) } }), cancellationToken);
        LogPublished(_apiService);
    }

    [LoggerMessage(LogLevel.Information, "Serving with the certificate of {Secret}, in force until {End:u}")]
    private partial void LogLoaded(NamespacedName secret, DateTime end);

    [LoggerMessage(LogLevel.Information, "Made a new serving certificate in {Secret}")]
    private partial void LogRenewed(NamespacedName secret);

    [LoggerMessage(LogLevel.Information, "Told {ApiService} which authority to trust")]
    private partial void LogPublished(NamespacedName apiService);

    [LoggerMessage(LogLevel.Warning, "The serving certificate in {Secret} cannot be looked after: {Reason}")]
    private partial void LogFailed(NamespacedName secret, string reason);
}
