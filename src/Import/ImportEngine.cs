using System.Runtime.CompilerServices;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// Imports images, for all who want some: the controller by <see cref="RunAsync"/>, import requests by <see cref="FetchAsync"/>
/// and <see cref="StoreAsync"/>. Gathers, lets the rules decide, acts (docs/spec/importing.md).
/// </summary>
public sealed class ImportEngine
{
    private readonly ResourceClient<Secret> _secrets;
    private readonly ImageStore _images;
    private readonly StreamStore _streams;
    private readonly TagImporter _tags;
    private readonly RegistryTransports _transports;
    private readonly RegistryGate _gate;
    private readonly SharedWork _shared;
    private readonly SharedWork _sharedOfPushes;
    private readonly IndexChoices _choices = new();
    private readonly NodeAuthFile _nodeFile = new();
    private readonly CredentialPlugins _plugins;
    private readonly ImportSettingsSource _settings;
    private readonly ImportMetrics _metrics;
    private readonly TimeProvider _time;

    public ImportEngine(
        KubernetesClient client,
        StreamStore streams,
        RegistryTransports transports,
        CredentialPlugins plugins,
        ImportSettingsSource settings,
        ImportMetrics metrics,
        TimeProvider time)
    {
        _secrets = client.Resource<Secret>();
        _images = new ImageStore(client.Resource<Image>(Image.ResourceKind with { Version = ImageGroup.StoredVersion }), metrics);
        _streams = streams;
        _tags = new TagImporter(_images, _choices, metrics, time);
        _transports = transports;
        _plugins = plugins;
        _gate = new RegistryGate(settings, metrics, time);
        _shared = new SharedWork(time);
        _sharedOfPushes = new SharedWork(time);
        metrics.Registries.Watch(() => _gate.States);
        _settings = settings;
        _metrics = metrics;
        _time = time;
    }

    /// <summary>A stream that was put off may come now.</summary>
    public event Action<StreamKey>? PlaceFree
    {
        add => _gate.PlaceFree += value;
        remove => _gate.PlaceFree -= value;
    }

    /// <summary>A registry that was left alone because it failed is asked again.</summary>
    public event Action<string>? RegistryReturned
    {
        add => _gate.Returned += value;
        remove => _gate.Returned -= value;
    }

    /// <summary>How things stand with the registries that are spoken to.</summary>
    public IReadOnlyList<RegistryLaneState> Registries => _gate.States;

    /// <summary>Looks now and then whether registries that are left alone are back, until cancelled.</summary>
    public Task ProbeRegistriesAsync(CancellationToken cancellationToken) => _gate.ProbeAsync(cancellationToken);

    /// <summary>The controller's door: imports what is due and writes the stream's status.</summary>
    /// <exception cref="TerminalException">The stream has become too large to be written.</exception>
    public async Task<StreamOutcome> RunAsync(StreamWork work, CancellationToken cancellationToken)
    {
        var settings = _settings.Current;
        var session = StartSession(work.Stream.Metadata?.Namespace ?? "", settings, StreamUsage.Of(work.Stream).Images, isAskedFor: false, cancellationToken);
        using var admissions = new Admissions(_gate, new StreamKey(work.Stream.Metadata?.Namespace ?? "", work.Stream.Metadata?.Name ?? ""));
        var admitted = work.Plan.Tags.Where(d => admissions.Admit(TagImporter.RegistryOf(StreamImport.RequestFor(work.Stream, d, settings)))).ToList();
        var withRepository = work.Plan.Repository && admissions.Admit(TagSources.RegistryOf(work.Stream.Spec?.DockerImageRepository));
        var writer = new StreamWriter(work, _streams, settings.Plan, _metrics, _time);
        using var import = new StreamImport(work, session, _tags, writer, _time);
        var outcome = await import.RunAsync(admitted, withRepository, cancellationToken);
        var deferred = admitted.Count < work.Plan.Tags.Count || withRepository != work.Plan.Repository;
        if (deferred)
        {
            _metrics.Deferred();
        }

        return outcome with { Deferred = deferred };
    }

    /// <summary>The door of import requests: fetches images and a repository with the credentials of a namespace. Nothing is written.</summary>
    public Task<ImportJobResult> FetchAsync(ImportJob job, CancellationToken cancellationToken)
    {
        var settings = _settings.Current;
        var rules = job.FromAnyRegistry ? settings with { AllowedRegistries = [] } : settings;
        return new ImportJobRun(job, StartSession(job.Namespace, rules, job.Shown, isAskedFor: true, cancellationToken), _tags, _time).RunAsync(cancellationToken);
    }

    /// <summary>Creates the Image objects of what was fetched, as far as they are not there; the results then show them.</summary>
    /// <exception cref="KubeApiException">The store does not take one of them now; one that it will never take is a failure of its result.</exception>
    public Task<IReadOnlyList<ImageResult>> StoreAsync(IReadOnlyList<ImageResult> results, CancellationToken cancellationToken) =>
        EachAsync(results, new ImageViews(_images).StoreAsync, cancellationToken);

    /// <summary>Has the results show their images, and stores nothing.</summary>
    public Task<IReadOnlyList<ImageResult>> ViewAsync(IReadOnlyList<ImageResult> results, CancellationToken cancellationToken) =>
        EachAsync(results, new ImageViews(_images).ViewAsync, cancellationToken);

    /// <summary>The door of pushes: a stream's repository in the integrated registry, read with our own credentials. Nothing of it is shared with imports.</summary>
    /// <returns>Null when there is no integrated registry.</returns>
    internal PushedRepository? FindPushed(StreamKey stream, IntegratedKeychain keychain, ImportSettings settings)
    {
        if (!settings.Integrated.TryGetRepository(stream.ToString(), settings.Plan.Hosts, out var repository))
        {
            return null;
        }

        var session = StartPushes(stream.Namespace, keychain, settings);
        return new PushedRepository(stream, session.Place(repository, settings.IsIntegratedInsecure(repository)), session, _images, _choices, _time);
    }

    /// <summary>The names of all repositories of the integrated registry, as far as it tells, page by page.</summary>
    /// <exception cref="RegistryException">It does not tell.</exception>
    internal async IAsyncEnumerable<IReadOnlyList<string>> ListPushedAsync(
        IntegratedKeychain keychain, ImportSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!settings.Integrated.TryGetRepository(IntegratedKeychain.Catalog, settings.Plan.Hosts, out var catalog))
        {
            yield break;
        }

        var client = _transports.For(settings).Client(catalog, new RegistryAccess(keychain, settings.IsIntegratedInsecure(catalog)));
        await foreach (var page in client.ListRepositoryPagesAsync(cancellationToken))
        {
            yield return page;
        }
    }

    // One after the other, so that an image that several results have is created once.
    private static async Task<IReadOnlyList<ImageResult>> EachAsync(
        IReadOnlyList<ImageResult> results, Func<ImageResult, CancellationToken, Task<ImageResult>> act, CancellationToken cancellationToken)
    {
        var done = new List<ImageResult>(results.Count);
        foreach (var result in results)
        {
            done.Add(await act(result, cancellationToken));
        }

        return done;
    }

    private ImportSession StartPushes(string ns, IntegratedKeychain keychain, ImportSettings settings) =>
        new(ns, settings, _transports.For(settings), keychain, new PluginKeychain([]), _gate) { TrustsDigests = true, Shared = _sharedOfPushes };

    private ImportSession StartSession(string ns, ImportSettings settings, IReadOnlySet<string> shown, bool isAskedFor, CancellationToken cancellationToken) => new(
        ns,
        settings,
        _transports.For(settings),
        new PullSecretKeychain(_secrets, ns, _nodeFile, settings.NodeAuthFile, cancellationToken),
        new PluginKeychain(_plugins.For(settings)),
        _gate)
    {
        Shown = shown,
        IsAskedFor = isAskedFor,
        Stores = !isAskedFor, // an import request stores what it was asked to, when it is done
        Shared = _shared,
    };

    /// <summary>The registries that a run may wait for, each asked for once.</summary>
    private sealed class Admissions(RegistryGate gate, StreamKey stream) : IDisposable
    {
        private readonly Dictionary<string, IDisposable?> _admissions = new(StringComparer.Ordinal);

        public bool Admit(string? registry)
        {
            if (registry is null)
            {
                return true; // it goes nowhere
            }

            if (!_admissions.TryGetValue(registry, out var admission))
            {
                _admissions[registry] = admission = gate.TryAdmit(registry, stream);
            }

            return admission is not null;
        }

        public void Dispose()
        {
            foreach (var admission in _admissions.Values)
            {
                admission?.Dispose();
            }
        }
    }
}
