using System.Threading.Channels;
using ImageStreams.Entities;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>
/// Puts in force what the cluster says of mirrors and registries, where it has the kinds for it (docs/spec/importing.md#settings-of-the-cluster).
/// A kind may come and go while we run.
/// </summary>
internal sealed partial class ClusterSourcesWatch : BackgroundService
{
    /// <summary>How often the cluster is asked for the kinds, and for the config map with certificates.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private const string CertificatesNamespace = "openshift-config";
    private const string ConfigurationName = "cluster";

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OptionalInformer<ImageContentSourcePolicy> _policies;
    private readonly OptionalInformer<ImageDigestMirrorSet> _digestMirrors;
    private readonly OptionalInformer<ImageTagMirrorSet> _tagMirrors;
    private readonly OptionalInformer<ImageConfiguration> _images;
    private readonly KubernetesClient _client;
    private readonly ImportSettingsSource _settings;
    private readonly Action _changed;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterSourcesWatch> _logger;
    private HashSet<string> _seen = [" "]; // as when there is nothing
    private HashSet<string> _told = [];
    private ConfigMap? _certificates;
    private string _certificatesProblem = "";

    /// <param name="client">The cluster.</param>
    /// <param name="settings">Where it is put in force.</param>
    /// <param name="changed">Told when it has changed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where problems go.</param>
    public ClusterSourcesWatch(KubernetesClient client, ImportSettingsSource settings, Action changed, TimeProvider time, ILoggerFactory loggers)
    {
        (_client, _settings, _changed, _time) = (client, settings, changed, time);
        _logger = loggers.CreateLogger<ClusterSourcesWatch>();
        _policies = Optional<ImageContentSourcePolicy>(loggers);
        _digestMirrors = Optional<ImageDigestMirrorSet>(loggers);
        _tagMirrors = Optional<ImageTagMirrorSet>(loggers);
        _images = Optional<ImageConfiguration>(loggers);
    }

    private IEnumerable<IOptionalInformer> Informers => [_policies, _digestMirrors, _tagMirrors, _images];

    /// <summary>Waits until it is known what the cluster says, so that nothing is imported from where it should not be; but not for ever.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        try
        {
            await _settled.Task.WaitAsync(Period, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogUnsettled(Period);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(Informers.Select(i => i.StopAsync()));
    }

    public override void Dispose()
    {
        foreach (var informer in Informers)
        {
            informer.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await FollowAsync(stoppingToken);
            await ReadAsync(stoppingToken);
            await WaitAsync(stoppingToken);
        }
    }

    private OptionalInformer<T> Optional<T>(ILoggerFactory loggers)
        where T : class, IResource<T> => new(_client, () => _changes.Writer.TryWrite(true), loggers.CreateLogger<Informer<T>>());

    // What cannot be asked now stays as it is.
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var served = new ServedKinds(_client);
        foreach (var informer in Informers)
        {
            try
            {
                await informer.FollowAsync(await served.HasAsync(informer.Kind, cancellationToken), cancellationToken);
            }
            catch (Exception e) when (ControlPlaneFailures.Includes(e))
            {
                LogUnknown(informer.Kind.Plural, e.Message);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await ReadCertificatesAsync(cancellationToken);
        HashSet<string> seen = [.. Informers.SelectMany(i => i.Versions), $"{_certificates?.Metadata?.Uid} {_certificates?.Metadata?.ResourceVersion}"];
        if (!seen.SetEquals(_seen))
        {
            _seen = seen;
            Apply();
        }

        if (Informers.All(i => i.HasSynced))
        {
            _settled.TrySetResult();
        }
    }

    private void Apply()
    {
        var reader = new ClusterSourcesReader();
        _policies.Items.ToList().ForEach(reader.Add);
        _digestMirrors.Items.ToList().ForEach(reader.Add);
        _tagMirrors.Items.ToList().ForEach(reader.Add);
        _images.Items.Where(i => i.Metadata?.Name == ConfigurationName).ToList().ForEach(reader.Add);
        if (_certificates is not null)
        {
            reader.Add(_certificates);
        }

        var sources = reader.Read();
        foreach (var problem in sources.Problems.Where(p => !_told.Contains(p)))
        {
            LogProblem(problem);
        }

        _told = [.. sources.Problems];
        _settings.Replace(sources);
        _changed();
        LogChanged(sources.Mirrors.Count);
    }

    private async Task ReadCertificatesAsync(CancellationToken cancellationToken)
    {
        if (_images.Items.FirstOrDefault(i => i.Metadata?.Name == ConfigurationName)?.Spec?.AdditionalTrustedCa?.Name is not { Length: > 0 } name)
        {
            _certificates = null;
            return;
        }

        var problem = "";
        try
        {
            _certificates = await _client.Resource<ConfigMap>().FindAsync(new NamespacedName(CertificatesNamespace, name), cancellationToken);
            problem = _certificates is null ? $"ConfigMap {CertificatesNamespace}/{name} is not there" : "";
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            problem = $"ConfigMap {CertificatesNamespace}/{name} cannot be read: {e.Message}"; // what was read of it before stays
        }

        if (problem.Length > 0 && problem != _certificatesProblem)
        {
            LogProblem(problem);
        }

        _certificatesProblem = problem;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] reasons =
        [
            Task.Delay(Period, _time, over.Token),
            _changes.Reader.WaitToReadAsync(over.Token).AsTask(),
            .. Informers.Where(i => !i.HasSynced).Select(i => i.WaitForSyncAsync(over.Token)),
        ];
        await Task.WhenAny(reasons);
        await over.CancelAsync();
        _changes.Reader.TryRead(out _);
    }

    [LoggerMessage(LogLevel.Information, "What the cluster says of registries is in force, with {Mirrors} rules for mirrors")]
    private partial void LogChanged(int mirrors);

    [LoggerMessage(LogLevel.Warning, "Left out of what the cluster says of registries: {Problem}")]
    private partial void LogProblem(string problem);

    [LoggerMessage(LogLevel.Warning, "Whether the cluster has {Resource} cannot be told: {Problem}")]
    private partial void LogUnknown(string resource, string problem);

    [LoggerMessage(LogLevel.Error, "What the cluster says of mirrors and registries could not be read within {Time}: imports begin without it")]
    private partial void LogUnsettled(TimeSpan time);
}
