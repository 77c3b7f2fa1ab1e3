using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator.Tests;

/// <summary>The controllers as the process runs them, between a cluster that keeps things, a registry that does as it is told, and a clock of ours.</summary>
internal sealed class ControllerFixture : IAsyncDisposable
{
    public const string Group = "/apis/image.openshift.io/v1stored";

    private static readonly SampleImage Other = SampleImage.Create(9);

    private readonly IHost _host;
    private readonly LogCollector _logs = new();

    private ControllerFixture(FakeCluster cluster, FaultyRegistry registry, bool strategyRuns)
    {
        (Cluster, Registry) = (cluster, registry);
        Settings = new ImportSettingsSource(new ImportSettings
        {
            NodeAuthFile = "/does/not/exist",
            RequestsPerSecondPerRegistry = 1_000_000, // the clock stands still
            Plan = new ImportPlanOptions { StrategyRuns = strategyRuns, RetryJitter = 0 },
        });
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(_logs);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(Settings);
        builder.Services.AddCluster(new KubernetesClientConfiguration { Host = cluster.Address }).AddControllers(leaderElect: false);
        builder.Services.AddSingleton(new RegistryTransports(_ => new RegistryTransport(
            new RegistryTransportOptions { Retries = 0 }, TimeProvider.System, NullLogger<RegistryTransport>.Instance)));
        _host = builder.Build();
        Serve("other/image", "1", Other);
    }

    public FakeCluster Cluster { get; }

    public FaultyRegistry Registry { get; }

    public ManualTimeProvider Time { get; } = new();

    public ImportSettingsSource Settings { get; }

    public IReadOnlyList<string> Logs => _logs.Lines;

    /// <summary>Reason and message of every event, in the order in which they came.</summary>
    public IReadOnlyList<string> Events =>
    [
        .. Cluster.Writes.Where(w => w.Method == "POST" && w.Path.EndsWith("/events", StringComparison.Ordinal))
            .Select(w => $"{w.Json["type"]} {w.Json["reason"]} {w.Json["message"]}"),
    ];

    /// <summary>How many events are about a stream.</summary>
    public int EventsOf(string stream) => Cluster.Names("/api/v1/namespaces/test/events")
        .Count(e => Cluster.Find($"/api/v1/namespaces/test/events/{e}")!["involvedObject"]!["name"]!.GetValue<string>() == stream);

    public static Task<ControllerFixture> CreateAsync() => CreateAsync(strategyRuns: false);

    public static async Task<ControllerFixture> CreateAsync(bool strategyRuns) =>
        new(await FakeCluster.StartAsync(), await FaultyRegistry.StartAsync(), strategyRuns);

    /// <summary>How things stand with the registry.</summary>
    public RegistryLaneState Lane => _host.Services.GetRequiredService<ImportEngine>().Registries.Single();

    public Task StartAsync() => _host.StartAsync();

    /// <summary>Puts other settings in force, as the file does when it changes.</summary>
    public void Change(ImportSettings settings)
    {
        Settings.Replace(settings);
        ControllersRegistration.EnqueueAll(_host.Services);
    }

    public static string PathOf(string name) => PathOf("test", name);

    public static string PathOf(string ns, string name) => $"{Group}/namespaces/{ns}/imagestreams/{name}";

    public static JsonObject Tag(string name, string from) => Tag(name, "DockerImage", from);

    public static JsonObject Tag(string name, string kind, string from) => new()
    {
        ["name"] = name,
        ["from"] = new JsonObject { ["kind"] = kind, ["name"] = from },
        ["importPolicy"] = new JsonObject { ["insecure"] = true },
    };

    public void Serve(string repository, string tag, SampleImage image)
    {
        foreach (var method in (string[])["GET", "HEAD"])
        {
            Registry.On($"{method} /v2/{repository}/manifests/{tag}", Answers.Manifest(image.OciManifest));
        }

        Registry.On($"GET /v2/{repository}/blobs/{image.Config.Digest}", Answers.Bytes(image.Config.Content, MediaTypes.OctetStream));
    }

    public void Apply(string name, params JsonObject[] tags) => Apply("test", name, tags);

    public void Apply(string ns, string name, params JsonObject[] tags)
    {
        var path = PathOf(ns, name);
        var stream = Cluster.Find(path) ?? new JsonObject();
        stream["spec"] = new JsonObject { ["tags"] = new JsonArray([.. tags]) };
        Cluster.Put(path, stream);
    }

    /// <summary>The status of a tag, once it has one.</summary>
    public JsonObject? Status(string stream, string tag) => Cluster.Find(PathOf(stream))?["status"]?["tags"]?.AsArray()
        .FirstOrDefault(t => t!["tag"]!.GetValue<string>() == tag)?.AsObject();

    public string? Image(string stream, string tag) => Status(stream, tag)?["items"]?[0]?["image"]?.GetValue<string>();

    public string? Reason(string stream, string tag) => Status(stream, tag)?["conditions"]?[0]?["reason"]?.GetValue<string>();

    public string From(string repositoryAndTag) => $"{Registry.Host}/{repositoryAndTag}";

    public int RequestsTo(string path) => Registry.Requests.Count(r => r.Path.StartsWith(path, StringComparison.Ordinal));

    public int WritesTo(string stream) => Cluster.Writes.Count(w => w.Path.StartsWith(PathOf(stream), StringComparison.Ordinal));

    /// <summary>What is queued is worked on in order: when a later stream is done, what was there before it is, too.</summary>
    public async Task SeeAnotherStreamAsync()
    {
        var name = $"other-{Guid.NewGuid():N}";
        Apply(name, Tag("latest", From("other/image:1")));
        await Eventually.Succeeds(() =>
        {
            Image(name, "latest").Should().Be(Other.OciManifest.Digest.ToString());
            EventsOf(name).Should().Be(1);
        });
    }

    /// <summary>In steps: a clock that jumps would time out what is on its way.</summary>
    public async Task PassAMinuteAsync()
    {
        for (var step = 0; step < 3; step++)
        {
            await SeeAnotherStreamAsync();
            Time.Advance(TimeSpan.FromSeconds(20));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Registry.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    private sealed class LogCollector : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception?.Message}");

        public void Dispose()
        {
        }
    }
}
