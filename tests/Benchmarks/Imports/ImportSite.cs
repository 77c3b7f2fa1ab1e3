using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Benchmarks;

/// <summary>An import engine as it is configured by default, a cluster in memory, and a registry at a given distance that counts.</summary>
internal sealed class ImportSite : IAsyncDisposable
{
    private const string Streams = "/apis/image.openshift.io/v1stored/namespaces/bench/imagestreams";

    private readonly FakeCluster _cluster;
    private readonly KubernetesClient _client;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CredentialPlugins _plugins = new(TimeProvider.System, NullLogger<CredentialPlugins>.Instance);
    private readonly RegistryTransports _transports = new(_ => new RegistryTransport(
        new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance));

    private readonly ImportEngine _engine;
    private readonly StreamStore _store;

    private ImportSite(FakeCluster cluster, FaultyRegistry registry, ImportSettings settings, TimeProvider time)
    {
        (_cluster, Registry, Settings) = (cluster, registry, settings);
        _client = new KubernetesClient(new KubernetesClientConfiguration { Host = cluster.Address });
        _store = new StreamStore(_client.Resource<ImageStream>(StreamStore.StoredKind), namesAreEscaped: false);
        var metrics = ActivatorUtilities.CreateInstance<ImportMetrics>(_services);
        _engine = new ImportEngine(_client, _store, _transports, _plugins, new ImportSettingsSource(settings), metrics, time);
    }

    public FaultyRegistry Registry { get; }

    public ImportSettings Settings { get; }

    public static ImportSettings Defaults { get; } = new() { NodeAuthFile = "/does/not/exist", Plan = new ImportPlanOptions { StrategyRuns = false } };

    public static async Task<ImportSite> StartAsync(TimeSpan roundTrip, ImportSettings settings, TimeProvider time)
    {
        var site = new ImportSite(await FakeCluster.StartAsync(), await FaultyRegistry.StartAsync(), settings, time);
        site.Registry.RoundTrip = roundTrip;
        return site;
    }

    /// <summary>Has the registry serve something under a tag.</summary>
    public void Serve(string tag, Manifest manifest, params IEnumerable<SampleImage> images)
    {
        Serve($"/v2/bench/app/manifests/{tag}", Answers.Manifest(manifest));
        foreach (var image in images)
        {
            Serve($"/v2/bench/app/manifests/{image.OciManifest.Digest}", Answers.Manifest(image.OciManifest));
            Serve($"/v2/bench/app/blobs/{image.Config.Digest}", Answers.Bytes(image.Config.Content, MediaTypes.OctetStream));
        }
    }

    /// <summary>Makes a stream with these tags, each from the tag of its name.</summary>
    public void Apply(string stream, string importMode, IEnumerable<string> tags) =>
        Put(stream, tags.Select(tag => Tag(tag, $"bench/app:{tag}", importMode)));

    /// <summary>Makes a stream with one tag, from an image by its digest.</summary>
    public void Apply(string stream, Digest image) => Put(stream, [Tag("latest", $"bench/app@{image}", ImportModes.Legacy)]);

    /// <summary>Imports what is due in a stream.</summary>
    /// <param name="stream">Its name.</param>
    /// <param name="memory">What was tried before.</param>
    /// <param name="now">The time by which it is due.</param>
    public async Task ImportAsync(string stream, ImportMemory memory, DateTimeOffset now)
    {
        var read = JsonSerializer.Deserialize(_cluster.Find($"{Streams}/{stream}")!, EntitiesJsonContext.Default.ImageStream)!;
        var plan = ImportPlan.For(read, now, Settings.Plan, memory);
        var outcome = await _engine.RunAsync(new StreamWork { Stream = read, Plan = plan, Resolve = static _ => [] }, CancellationToken.None);
        if (outcome.Failed > 0 || outcome.Attempted.Count == 0)
        {
            throw new InvalidOperationException($"{outcome.Attempted.Count} tags were tried, {outcome.Failed} failed");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _transports.Dispose();
        await _services.DisposeAsync();
        await Registry.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    private JsonObject Tag(string name, string from, string importMode) => new()
    {
        ["name"] = name,
        ["from"] = new JsonObject { ["kind"] = "DockerImage", ["name"] = $"{Registry.Host}/{from}" },
        ["importPolicy"] = new JsonObject { ["insecure"] = true, ["scheduled"] = true, ["importMode"] = importMode },
    };

    private void Put(string stream, IEnumerable<JsonObject> tags) =>
        _cluster.Put($"{Streams}/{stream}", new JsonObject { ["spec"] = new JsonObject { ["tags"] = new JsonArray([.. tags]) } });

    private void Serve(string path, RequestDelegate answer) => Registry.On($"GET {path}", answer).On($"HEAD {path}", answer);
}
