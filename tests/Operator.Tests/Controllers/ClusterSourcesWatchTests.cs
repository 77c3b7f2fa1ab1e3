using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator.Tests;

/// <summary>docs/spec/importing.md#settings-of-the-cluster.</summary>
public sealed class ClusterSourcesWatchTests : IAsyncLifetime
{
    private const string Config = "/apis/config.openshift.io/v1";
    private const string OldConfig = "/apis/operator.openshift.io/v1alpha1";

    private readonly ManualTimeProvider _time = new();
    private readonly ImportSettingsSource _settings = new(new ImportSettings());
    private readonly List<string> _log = [];
    private readonly ConcurrentDictionary<string, FakeReply> _apis = new(StringComparer.Ordinal);
    private FakeCluster _cluster = null!;
    private KubernetesClient _client = null!;
    private ILoggerFactory _loggers = null!;
    private ClusterSourcesWatch _watch = null!;
    private int _changes;

    private IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    private IEnumerable<string> Mirrors => _settings.Current.Mirrors.Select(m => $"{m.Source} {string.Join(',', m.Mirrors)} {m.Use}");

    public async Task InitializeAsync()
    {
        _cluster = await FakeCluster.StartAsync();
        _cluster.Fail(request => _apis.GetValueOrDefault(request.Path));
        _client = new KubernetesClient(new KubernetesClientConfiguration { Host = _cluster.Address });
        _loggers = LoggerFactory.Create(b => b.AddProvider(new ListLoggerProvider(_log)));
        _watch = new ClusterSourcesWatch(_client, _settings, () => Interlocked.Increment(ref _changes), _time, _loggers);
    }

    public async Task DisposeAsync()
    {
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
        _loggers.Dispose();
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Start_ClusterWithoutTheKinds_ChangesNothingAndSaysNothing()
    {
        await _watch.StartAsync(CancellationToken.None);

        _settings.Current.Mirrors.Should().BeEmpty();
        _changes.Should().Be(0);
        _cluster.Server.Requests.Select(r => r.Path).Should().BeEquivalentTo(Config, OldConfig);
        Log.Should().BeEmpty();
    }

    [Fact]
    public async Task Start_ObjectsThatAreThere_AreInForceAfterwards()
    {
        Serve(Config, "imagedigestmirrorsets", "imagetagmirrorsets");
        Serve(OldConfig, "imagecontentsourcepolicies");
        Put($"{Config}/imagedigestmirrorsets/d", "imageDigestMirrors", "a.io", "m.local");
        Put($"{Config}/imagetagmirrorsets/t", "imageTagMirrors", "b.io", "m.local");
        Put($"{OldConfig}/imagecontentsourcepolicies/p", "repositoryDigestMirrors", "c.io", "m.local");

        await _watch.StartAsync(CancellationToken.None);

        Mirrors.Should().BeEquivalentTo("a.io m.local digest-only", "b.io m.local tag-only", "c.io m.local digest-only");
        _changes.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task Objects_ThatComeChangeAndGo_AreFollowed()
    {
        Serve(Config, "imagetagmirrorsets");
        await _watch.StartAsync(CancellationToken.None);

        Put($"{Config}/imagetagmirrorsets/t", "imageTagMirrors", "b.io", "m.local");
        await Eventually.Succeeds(() => Mirrors.Should().Equal("b.io m.local tag-only"));
        Put($"{Config}/imagetagmirrorsets/t", "imageTagMirrors", "b.io", "n.local");
        await Eventually.Succeeds(() => Mirrors.Should().Equal("b.io n.local tag-only"));
        _cluster.Delete($"{Config}/imagetagmirrorsets/t");

        await Eventually.Succeeds(() => Mirrors.Should().BeEmpty());
    }

    [Fact]
    public async Task Kinds_ThatComeAndGo_AreFollowed()
    {
        await _watch.StartAsync(CancellationToken.None);
        Serve(Config, "imagetagmirrorsets");
        Put($"{Config}/imagetagmirrorsets/t", "imageTagMirrors", "b.io", "m.local");

        await PassAsync(() => Mirrors.Should().Equal("b.io m.local tag-only"));
        _apis[Config] = FakeReply.Status(404, "NotFound", "no");

        await PassAsync(() => Mirrors.Should().BeEmpty());
        Log.Should().OnlyContain(l => l.StartsWith("Information", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Discovery_ThatFails_ChangesNothing()
    {
        Serve(Config, "imagetagmirrorsets");
        Put($"{Config}/imagetagmirrorsets/t", "imageTagMirrors", "b.io", "m.local");
        await _watch.StartAsync(CancellationToken.None);
        _apis[Config] = FakeReply.Status(403, "Forbidden", "no");

        await PassAsync(() => Log.Should().Contain(l => l.StartsWith("Warning Whether the cluster has imagetagmirrorsets cannot be told", StringComparison.Ordinal)));

        Mirrors.Should().Equal("b.io m.local tag-only");
    }

    [Fact]
    public async Task Start_ObjectsThatMayNotBeRead_IsNotHeldUpForEver()
    {
        Serve(Config, "imagetagmirrorsets", "imagedigestmirrorsets");
        Put($"{Config}/imagetagmirrorsets/t", "imageTagMirrors", "b.io", "m.local");
        _cluster.Fail(r => r.Path.EndsWith("/imagedigestmirrorsets", StringComparison.Ordinal) ? FakeReply.Status(403, "Forbidden", "no") : null);
        var start = _watch.StartAsync(CancellationToken.None);
        await Eventually.Succeeds(() => Mirrors.Should().Equal("b.io m.local tag-only"));
        start.IsCompleted.Should().BeFalse();

        _time.Advance(ClusterSourcesWatch.Period);

        await start;
        Log.Should().Contain(l => l.StartsWith("Error What the cluster says of mirrors and registries could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configuration_OfImages_IsInForce()
    {
        using var authority = new TestCertificateAuthority("ours");
        Serve(Config, "images");
        _cluster.Put("/api/v1/namespaces/openshift-config/configmaps/cas", new JsonObject { ["data"] = new JsonObject { ["quay.io..5000"] = authority.Pem } });
        _cluster.Put($"{Config}/images/other", Configuration("never.io", "none"));
        _cluster.Put($"{Config}/images/cluster", Configuration("quay.io", "cas"));

        await _watch.StartAsync(CancellationToken.None);

        var settings = _settings.Current;
        settings.AllowedRegistries.Should().Equal(new AllowedRegistry("quay.io", true));
        settings.BlockedRegistries.Select(b => b.ToString()).Should().Equal("bad.quay.io");
        settings.InsecureRegistries.Select(b => b.ToString()).Should().Equal("plain.quay.io:5000");
        await Eventually.Succeeds(() => _settings.Current.CertificateAuthorities.Select(c => c.Host).Should().Equal("quay.io:5000"));
    }

    [Fact]
    public async Task Certificates_ThatCannotBeReadAnyMore_StayAsTheyWere()
    {
        using var authority = new TestCertificateAuthority("ours");
        Serve(Config, "images");
        _cluster.Put("/api/v1/namespaces/openshift-config/configmaps/cas", new JsonObject { ["data"] = new JsonObject { ["quay.io"] = authority.Pem } });
        _cluster.Put($"{Config}/images/cluster", Configuration("quay.io", "cas"));
        await _watch.StartAsync(CancellationToken.None);
        await Eventually.Succeeds(() => _settings.Current.CertificateAuthorities.Should().ContainSingle());
        _cluster.Fail(r => r.Path.Contains("/configmaps/", StringComparison.Ordinal) ? FakeReply.Status(403, "Forbidden", "no") : null);

        await PassAsync(() => Log.Should().Contain(l => l.StartsWith("Warning Left out of what the cluster says of registries: ConfigMap openshift-config/cas cannot be read", StringComparison.Ordinal)));

        _settings.Current.CertificateAuthorities.Should().ContainSingle();
    }

    [Fact]
    public async Task Entries_ThatMakeNoSense_AreLoggedOnceAndLeftOut()
    {
        Serve(Config, "imagetagmirrorsets");
        Put($"{Config}/imagetagmirrorsets/bad", "imageTagMirrors", "https://b.io", "m.local");
        await _watch.StartAsync(CancellationToken.None);
        Put($"{Config}/imagetagmirrorsets/good", "imageTagMirrors", "b.io", "m.local");

        await Eventually.Succeeds(() => Mirrors.Should().Equal("b.io m.local tag-only"));

        Log.Where(l => l.StartsWith("Warning", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().Contain("ImageTagMirrorSet bad: the source \"https://b.io\"");
    }

    private static JsonObject Configuration(string host, string certificates) => new()
    {
        ["spec"] = new JsonObject
        {
            ["allowedRegistriesForImport"] = new JsonArray(new JsonObject { ["domainName"] = host, ["insecure"] = true }),
            ["registrySources"] = new JsonObject
            {
                ["blockedRegistries"] = new JsonArray($"bad.{host}"),
                ["insecureRegistries"] = new JsonArray($"plain.{host}:5000"),
            },
            ["additionalTrustedCA"] = new JsonObject { ["name"] = certificates },
        },
    };

    private async Task PassAsync(Action assertion) => await Eventually.Succeeds(() =>
    {
        _time.Advance(ClusterSourcesWatch.Period);
        assertion();
    });

    private void Serve(string api, params string[] plurals)
    {
        var resources = new JsonArray([.. plurals.Select(p => new JsonObject { ["name"] = p })]);
        _apis[api] = FakeReply.Json(new JsonObject { ["kind"] = "APIResourceList", ["resources"] = resources });
    }

    private void Put(string path, string field, string source, string mirror) => _cluster.Put(path, new JsonObject
    {
        ["spec"] = new JsonObject
        {
            [field] = new JsonArray(new JsonObject { ["source"] = source, ["mirrors"] = new JsonArray(mirror) }),
        },
    });

    private sealed class ListLoggerProvider(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
            {
                lines.Add($"{logLevel} {formatter(state, exception)}");
            }
        }

        public void Dispose()
        {
        }
    }
}
