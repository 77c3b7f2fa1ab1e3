using ImageStreams.ApiServer;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator.Tests;

/// <summary>docs/spec/importing.md#settings.</summary>
public sealed class OptionsFileTests : IDisposable
{
    private const string Head = "apiVersion: config.imagestreams/v1alpha1\nkind: ImageStreamsConfiguration\n";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Wrong => new()
    {
        { "kind: ImageStreamsConfiguration", ":1: apiVersion must be config.imagestreams/v1alpha1" },
        { "apiVersion: config.imagestreams/v1alpha1\nkind: Other", ":2: kind must be ImageStreamsConfiguration" },
        { "", ": must hold one document" },
        { Head + "importmode: Legacy", ":3: importmode is not a field" },
        { Head + "importMode: legacy", ":3: importMode must be Legacy or PreserveOriginal" },
        { Head + "importMode: [Legacy]", ":3: importMode must be a single value" },
        { Head + "repositoryTags: many", ":3: repositoryTags must be a whole number of at least -1" },
        { Head + "maxTagHistory: -1", ":3: maxTagHistory must be a whole number of at least 0" },
        { Head + "schedule:\n  interval: 5s", ":4: schedule.interval must be a duration such as 30s, 15m or 1h30m, of at least 60 s" },
        { Head + "schedule:\n  every: 1h", ":4: schedule.every is not a field" },
        { Head + "schedule: 1h", ":3: schedule must be a map" },
        { Head + "retry:\n  first: 2h\n  longest: 1h", ":5: retry.longest must be a duration" },
        { Head + "allowedRegistriesForImport:\n- insecure: true", ":4: allowedRegistriesForImport[0].domainName must be HOST or HOST:PORT" },
        { Head + "allowedRegistriesForImport:\n- domainName: quay.io\n  insecure: maybe", ":5: allowedRegistriesForImport[0].insecure must be true or false" },
        { Head + "insecureRegistries: quay.io", ":3: insecureRegistries must be a list" },
        { Head + "insecureRegistries: [{a: b}]", ":3: insecureRegistries[0] must be a text" },
        { Head + "limits:\n  manifestBytes: 12", ":4: limits.manifestBytes must be a whole number of at least 1024" },
        { Head + "integratedRegistry:\n  address: http://registry", ":4: integratedRegistry.address must be HOST[:PORT]" },
        { Head + "integratedRegistry:\n  hostnames: [a/b]", ":4: integratedRegistry.hostnames must be HOST[:PORT]" },
        { Head + "integratedRegistry:\n  checkInterval: often", ":4: integratedRegistry.checkInterval must be a duration" },
        { Head + "integratedRegistry:\n  certificateAuthority: '-----BEGIN CERTIFICATE-----'", ":4: integratedRegistry.certificateAuthority holds no certificate in PEM" },
        { Head + "integratedRegistry:\n  port: 5000", ":4: integratedRegistry.port is not a field" },
        { Head + "tokens:\n  lifetime: 59s", ":4: tokens.lifetime must be a duration such as 30s, 15m or 1h30m, of at least 60 s" },
        { Head + "tokens:\n  lifetime: 61m", ":4: tokens.lifetime must be at most 1h" },
        { Head + "tokens:\n  keyLifetime: 5m", ":4: tokens.keyLifetime must be at least 2h, or 0s for a key that is not replaced" },
        { Head + "tokens:\n  algorithm: HS256", ":4: tokens.algorithm must be ES256 or RS256" },
        { Head + "tokens:\n  requestsPerSecond: 0", ":4: tokens.requestsPerSecond must be a whole number of at least 1" },
        { Head + "tokens:\n  issuer: me", ":4: tokens.issuer is not a field" },
        { Head + "importMode: Legacy\nimportMode: Legacy", ": not YAML: " },
        { Head + "a: [", ": not YAML: " },
    };

    [Fact]
    public void Read_TheIntegratedRegistry_ArrivesWithTheAuthorityOfItsAddress()
    {
        using var authority = new TestCertificateAuthority("test");
        _folder.Write("ca.crt", authority.Pem);
        var file = _folder.Write("config.yaml", Head + $$"""
            integratedRegistry:
              address: registry.svc:5000
              insecure: true
              certificateAuthority: {{Path.Combine(_folder.Path, "ca.crt")}}
              hostnames: [registry.internal, "tunnel:5000"]
              checkInterval: 0s
            """);

        var import = OptionsFile.Read(file, new ProcessSettings(), out _).Import;

        import.Integrated.Should().BeEquivalentTo(new IntegratedRegistry
        {
            Address = "registry.svc:5000",
            Insecure = true,
            Hostnames = ["registry.internal", "tunnel:5000"],
            CheckInterval = TimeSpan.Zero,
        });
        import.CertificateAuthorities.Should().ContainSingle().Which.Host.Should().Be("registry.svc:5000");
    }

    [Fact]
    public void Read_EverySetting_ArrivesWhereItBelongs()
    {
        var file = _folder.Write("config.yaml", Head + """
            importMode: PreserveOriginal
            repositoryTags: -1
            maxTagHistory: 20
            allowedRegistriesForImport:
              - domainName: quay.io
              - domainName: registry:5000
                insecure: true
            insecureRegistries: [registry:5000]
            nodeAuthFile: /auth.json
            schedule: {enabled: false, interval: 1h30m}
            retry: {first: 10s, longest: 2h}
            limits:
              workers: 8
              requestsPerRegistry: 2
              requestsPerSecondPerRegistry: 7
              failuresInARow: 4
              streamsPerRegistry: 3
              requestTimeout: 5s
              manifestBytes: 5000
              configBytes: 6000
              indexChildren: 7
              layers: 9
            tokens: {lifetime: 10m, algorithm: RS256, keyLifetime: 0s, requestsPerSecond: 12}
            """);

        var settings = OptionsFile.Read(file, new ProcessSettings(), out var content);

        content.Should().StartWith(Head);
        settings.Tokens.Should().Be(new TokenSettings
        {
            Lifetime = TimeSpan.FromMinutes(10),
            Algorithm = TokenSettings.Rs256,
            KeyLifetime = TimeSpan.Zero,
            RequestsPerSecond = 12,
        });
        settings.Import.Should().BeEquivalentTo(new ImportSettings
        {
            ImportMode = ImportModes.PreserveOriginal,
            RepositoryTags = -1,
            AllowedRegistries = [new AllowedRegistry("quay.io", false), new AllowedRegistry("registry:5000", true)],
            InsecureRegistries = [RegistryPattern.Parse("registry:5000")],
            NodeAuthFile = "/auth.json",
            Workers = 8,
            RequestsPerRegistry = 2,
            RequestsPerSecondPerRegistry = 7,
            FailuresInARow = 4,
            StreamsPerRegistry = 3,
            RequestTimeout = TimeSpan.FromSeconds(5),
            RegistryLimits = new Oci.RegistryLimits { ManifestBytes = 5000, ConfigBytes = 6000, MaxIndexChildren = 7, MaxLayers = 9 },
            Plan = new ImportPlanOptions
            {
                HistoryLimit = 20,
                ScheduledImports = false,
                Interval = TimeSpan.FromMinutes(90),
                Backoff = new RetryBackoff(TimeSpan.FromSeconds(10), TimeSpan.FromHours(2)),
            },
        });
    }

    [Fact]
    public void Read_NothingButTheHead_IsTheDefaults()
    {
        var defaults = new ProcessSettings
        {
            Import = new ImportSettings { Plan = new ImportPlanOptions { StrategyRuns = false, Hosts = new RegistryHosts { Internal = "r" } } },
            Tokens = new TokenSettings { Lifetime = TimeSpan.FromMinutes(2) },
        };

        OptionsFile.Read(_folder.Write("config.yaml", Head), defaults, out _).Should().BeEquivalentTo(defaults);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_WhatIsWrong_IsRefusedWithFileAndLine(string content, string problem)
    {
        var file = _folder.Write("config.yaml", content);

        var read = () => OptionsFile.Read(file, new ProcessSettings(), out _);

        var message = read.Should().Throw<OptionsException>().Which.Message;
        message.Should().StartWith(file).And.Contain(problem);
        message.Should().NotContain("\n");
    }

    [Fact]
    public void Read_FileThatIsNotThere_SaysSo()
    {
        var file = Path.Combine(_folder.Path, "none.yaml");

        var read = () => OptionsFile.Read(file, new ProcessSettings(), out _);

        read.Should().Throw<OptionsException>().WithMessage($"{file}: no such file");
    }

    [Fact]
    public async Task Watch_FileThatChanges_TakesEffectAndAWrongOneDoesNot()
    {
        var time = new ManualTimeProvider();
        var (settings, changes) = (new ProcessSettings(), 0);
        var file = _folder.Write("config.yaml", Head);
        OptionsFile.Read(file, new ProcessSettings(), out var content);
        using var watcher = new OptionsWatcher(
            file, content, new ProcessSettings(), read => (settings, changes) = (read, changes + 1), time, NullLogger<OptionsWatcher>.Instance);
        await watcher.StartAsync(CancellationToken.None);

        await LookAsync("");
        changes.Should().Be(0, "nothing has changed");
        await LookAsync("maxTagHistory: 3");
        settings.Import.Plan.HistoryLimit.Should().Be(3);
        await LookAsync("maxTagHistory: many");
        settings.Import.Plan.HistoryLimit.Should().Be(3);
        await LookAsync("maxTagHistory: 4");
        settings.Import.Plan.HistoryLimit.Should().Be(4);
        changes.Should().Be(2);
        await watcher.StopAsync(CancellationToken.None);

        async Task LookAsync(string text)
        {
            _folder.Write("config.yaml", Head + text);
            await Eventually.Succeeds(() => time.WaitingTimers.Should().Be(1));
            var looks = watcher.Looks;
            time.Advance(OptionsWatcher.Period);
            await Eventually.Succeeds(() => watcher.Looks.Should().BeGreaterThan(looks));
        }
    }

    public void Dispose() => _folder.Dispose();
}
