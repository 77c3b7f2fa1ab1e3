using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>
/// Keeps the serving certificate in a secret that all replicas share, renews it in time, and tells the aggregator which authority to trust
/// (docs/spec/api.md#certificates). Until the secret could be read, a certificate that nobody trusts stands in, so that health can be asked for.
/// </summary>
internal sealed partial class SharedServingCertificate : BackgroundService, IServingCertificate
{
    private const string SecretName = "imagestreams-serving-cert";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PeriodUntilTrusted = TimeSpan.FromSeconds(1);

    private readonly SharedSecret _secret;
    private readonly ResourceClient<APIService> _services;
    private readonly NamespacedName _service;
    private readonly NamespacedName _apiService = NamespacedName.Cluster($"{ImageGroup.Version}.{ImageGroup.Name}");
    private readonly ServerNames _names;
    private readonly TimeProvider _time;
    private readonly ILogger<SharedServingCertificate> _logger;
    private ServingCertificateSet? _set;
    private volatile SslStreamCertificateContext _current;
    private volatile bool _hasSucceeded;
    private volatile string? _failure = "the serving certificate has not been read yet";

    public SharedServingCertificate(KubernetesClient client, ApiServerOptions options, TimeProvider time, ILogger<SharedServingCertificate> logger)
    {
        _secret = new SharedSecret(client.Resource<Secret>(), new(options.Namespace, SecretName), "kubernetes.io/tls");
        (_services, _service) = (client.Resource<APIService>(), new(options.Namespace, options.ServiceName));
        _names = ServerNames.OfService(options.ServiceName, options.Namespace).With(options.TokenRealm?.IdnHost);
        (_time, _logger) = (time, logger);
        _current = ServingCertificateSet.Renew(null, _names, time.GetUtcNow()).Serving.ToServerContext();
    }

    public SslStreamCertificateContext Current => _current;

    /// <summary>A failure matters until a first round has succeeded; afterwards there is a certificate to go on with, as long as it is in force.</summary>
    public string? FindProblem() => (_hasSucceeded, IsOver: _time.GetUtcNow() > _current.TargetCertificate.NotAfter) switch
    {
        (true, false) => null,
        (_, true) => $"the serving certificate has expired: {_failure ?? "it is not renewed"}",
        _ => _failure,
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await TryEnsureAsync(stoppingToken) ? Period : PeriodUntilTrusted, _time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>One round. False when the next should not be long in coming: something failed, or nobody trusts us yet.</summary>
    private async Task<bool> TryEnsureAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await TryShareAsync(cancellationToken) is not { } set)
            {
                return false;
            }

            if (_set is null)
            {
                Show(set); // anything is better than what stands in for it
            }

            var isTrusted = await PublishAsync(set.Bundle, cancellationToken);
            Show(set);
            (_hasSucceeded, _failure) = (true, null);
            return isTrusted;
        }
        catch (KubeApiException e) when (e.IsConflict)
        {
            return false; // somebody was faster at the APIService: the next round looks what it is now
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            if (_failure != e.Message)
            {
                LogFailed(_secret.Name, e.Message);
            }

            _failure = e.Message;
            return false;
        }
    }

    private async Task<ServingCertificateSet?> TryShareAsync(CancellationToken cancellationToken)
    {
        ServingCertificateSet? stored = null;
        var set = await _secret.TryShareAsync(
            ServingCertificateSet.Read,
            found => ServingCertificateSet.Renew(stored = found, _names, _time.GetUtcNow()),
            renewed => renewed.ToData(),
            cancellationToken);
        if (set is not null && !ReferenceEquals(set, stored))
        {
            LogRenewed(_secret.Name);
        }

        return set;
    }

    /// <summary>Tells the aggregator which authority to trust, before a certificate of that is shown.</summary>
    /// <returns>Whether an APIService leads to us. One that leads elsewhere is somebody else's: it is left alone.</returns>
    private async Task<bool> PublishAsync(string bundle, CancellationToken cancellationToken)
    {
        var spec = (await _services.FindAsync(_apiService, cancellationToken))?.Spec;
        if (spec?.Service is not { } service || new NamespacedName(service.Namespace ?? "", service.Name ?? "") != _service)
        {
            return false;
        }

        var wanted = Encoding.UTF8.GetBytes(bundle);
        if (spec.InsecureSkipTlsVerify == true || (spec.CaBundle is { } present && present.AsSpan().SequenceEqual(wanted)))
        {
            return true;
        }

        var patch = new JsonObject { ["spec"] = new JsonObject { ["caBundle"] = Convert.ToBase64String(wanted) } };
        await _services.PatchAsync(_apiService, Patch.Merge(patch), cancellationToken);
        LogPublished(_apiService);
        return true;
    }

    private void Show(ServingCertificateSet set)
    {
        if (set != _set)
        {
            (_set, _current) = (set, set.Serving.ToServerContext());
            LogShown(_secret.Name, _current.TargetCertificate.NotAfter);
        }
    }

    [LoggerMessage(LogLevel.Information, "Serving with the certificate of {Secret}, in force until {End:u}")]
    private partial void LogShown(NamespacedName secret, DateTime end);

    [LoggerMessage(LogLevel.Information, "Made a new serving certificate in {Secret}")]
    private partial void LogRenewed(NamespacedName secret);

    [LoggerMessage(LogLevel.Information, "Told {ApiService} which authority to trust")]
    private partial void LogPublished(NamespacedName apiService);

    [LoggerMessage(LogLevel.Warning, "The serving certificate in {Secret} cannot be looked after: {Reason}")]
    private partial void LogFailed(NamespacedName secret, string reason);
}
