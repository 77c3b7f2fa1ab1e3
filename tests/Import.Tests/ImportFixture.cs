using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Import.Tests;

/// <summary>An engine between a cluster that keeps things and a registry that does as it is told.</summary>
internal sealed class ImportFixture : IAsyncDisposable
{
    public const string IntegratedHost = "registry.test:5000";

    private readonly KubernetesClient _client;
    private readonly Meter _meter = new("test");
    private readonly CredentialPlugins _plugins;

    private ImportFixture(FakeCluster cluster, FaultyRegistry registry)
    {
        Cluster = cluster;
        Registry = registry;
        _plugins = new CredentialPlugins(Time, NullLogger<CredentialPlugins>.Instance);
        _client = new KubernetesClient(new KubernetesClientConfiguration { Host = cluster.Address });
        Settings = new ImportSettingsSource(new ImportSettings
        {
            NodeAuthFile = "/does/not/exist",
            RequestsPerSecondPerRegistry = 1_000_000, // the clock stands still
            Plan = new ImportPlanOptions { StrategyRuns = false, RetryJitter = 0 },
        });
        Restart();
    }

    public FakeCluster Cluster { get; }

    public FaultyRegistry Registry { get; }

    public ManualTimeProvider Time { get; } = new();

    public ImportSettingsSource Settings { get; }

    public ImportEngine Engine { get; private set; } = null!;

    public StreamStore Streams { get; private set; } = null!;

    /// <summary>The door of pushes; the registry is the integrated one for it, once <see cref="Integrate"/> was called.</summary>
    public PushDoor Pushes { get; private set; } = null!;

    public PushCheck Check { get; private set; } = null!;

    private IntegratedKeychain Keychain { get; set; } = IntegratedKeychain.Anonymous;

    public ImportMemory Memory { get; set; } = ImportMemory.None;

    /// <summary>What the namespace allows its streams.</summary>
    public ImageLimits Limits { get; set; } = new();

    /// <summary>How often, and how patiently, registries are asked; set before the first run.</summary>
    public RegistryTransportOptions Transport { get; } = new() { Retries = 0, RequestTimeout = TimeSpan.FromSeconds(20) };

    /// <summary>The objects of the Image kind, by stored name.</summary>
    public IReadOnlyList<string> StoredImages => Cluster.Names($"{TestStreams.Group}/images");

    public static async Task<ImportFixture> StartAsync() => new(await FakeCluster.StartAsync(), await FaultyRegistry.StartAsync());

    /// <summary>Forgets what a process remembers.</summary>
    public void Restart()
    {
        Streams = new StreamStore(_client.Resource<ImageStream>(StreamStore.StoredKind), namesAreEscaped: Settings.Current.Plan.StrategyRuns);
        var transports = new RegistryTransports(settings =>
        {
            var options = ImportRegistration.OptionsOf(settings, "imagestreams/test");
            (options.Retries, options.RetryDelay, options.RequestTimeout) = (Transport.Retries, Transport.RetryDelay, Transport.RequestTimeout);
            return new RegistryTransport(options, TimeProvider.System, NullLogger<RegistryTransport>.Instance);
        });
        var metrics = new ImportMetrics(_meter);
        Engine = new ImportEngine(_client, Streams, transports, _plugins, Settings, metrics, Time);
        Pushes = new PushDoor(
            Engine, new PushWriter(_client, Streams, new StreamQuotaLedger(_client, Time), Settings, metrics, Time), _client, Keychain, Settings);
        Check = new PushCheck(Engine, _client, Keychain, metrics, Settings);
    }

    /// <summary>Makes the registry the integrated one, under a name that only users know, and the namespace <c>test</c>.</summary>
    public void Integrate(IntegratedKeychain keychain)
    {
        Keychain = keychain;
        Settings.Replace(Settings.Current with
        {
            Plan = Settings.Current.Plan with { StrategyRuns = true, Hosts = new RegistryHosts { Internal = IntegratedHost } },
            Integrated = new IntegratedRegistry { Address = Registry.Host },
        });
        Cluster.Put("/api/v1/namespaces/test", []);
        Restart();
    }

    /// <summary>Has the registry serve a manifest under a name, and what it refers to.</summary>
    public ImportFixture Serve(string repository, string tag, Manifest manifest, params IEnumerable<SampleImage> images)
    {
        foreach (var method in (string[])["GET", "HEAD"])
        {
            Registry.On($"{method} /v2/{repository}/manifests/{tag}", Answers.Manifest(manifest));
            Registry.On($"{method} /v2/{repository}/manifests/{manifest.Digest}", Answers.Manifest(manifest));
        }

        foreach (var blob in images.SelectMany(i => i.Layers.Append(i.Config)))
        {
            Registry.On($"GET /v2/{repository}/blobs/{blob.Digest}", Answers.Bytes(blob.Content, MediaTypes.OctetStream));
            Registry.On($"HEAD /v2/{repository}/blobs/{blob.Digest}", Answers.Bytes(blob.Content, MediaTypes.OctetStream));
        }

        return this;
    }

    public string From(string repositoryAndTag) => $"{Registry.Host}/{repositoryAndTag}";

    public void Apply(string name, params JsonObject[] tags) => Apply("test", name, TestStreams.Stream(tags));

    public void Apply(string ns, string name, JsonObject stream)
    {
        var path = TestStreams.PathOf(ns, name);
        if (Cluster.Find(path)?["status"] is { } status)
        {
            stream["status"] = status.DeepClone();
        }

        Cluster.Put(path, stream);
    }

    public Task<StreamOutcome> RunAsync(string name) => RunAsync("test", name);

    public async Task<StreamOutcome> RunAsync(string ns, string name)
    {
        var stream = Read(ns, name);
        var plan = ImportPlan.For(stream, Time.GetUtcNow(), Settings.Current.Plan, Memory);
        return await RunAsync(stream, plan);
    }

    public Task<StreamOutcome> RunAsync(ImageStream stream, ImportPlan plan) => Engine.RunAsync(
        new StreamWork { Stream = stream, Plan = plan, Resolve = Resolve, Limits = Limits }, CancellationToken.None);

    /// <summary>What an import request would do.</summary>
    public Task<ImportJobResult> FetchAsync(IReadOnlyList<ImageRequest>? images = null, RepositoryRequest? repository = null) => Engine.FetchAsync(
        new ImportJob { Namespace = "test", Images = images ?? [], Repository = repository, Patience = TimeSpan.FromSeconds(50) }, CancellationToken.None);

    public ImportPlan Plan(string name) => ImportPlan.For(Read("test", name), Time.GetUtcNow(), Settings.Current.Plan, Memory);

    public ImageStream Read(string ns, string name) => Streams.FromStored(System.Text.Json.JsonSerializer.Deserialize(
        Cluster.Find(TestStreams.PathOf(ns, name))!, EntitiesJsonContext.Default.ImageStream)!);

    public NamedTagEventList Tag(string stream, string tag) => Read("test", stream).FindStatusTag(tag)!;

    public async ValueTask DisposeAsync()
    {
        _plugins.Dispose();
        _client.Dispose();
        _meter.Dispose();
        await Registry.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    private IReadOnlyList<TagResult> Resolve(ImageStream current)
    {
        var plan = ImportPlan.For(current, Time.GetUtcNow(), Settings.Current.Plan, Memory);
        return LocalReferences.Resolve(current, plan.References, new Dictionary<StreamKey, SourceStream>(), Time.GetUtcNow(), Settings.Current.Plan);
    }
}
