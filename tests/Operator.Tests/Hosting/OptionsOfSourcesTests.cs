using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator.Tests;

/// <summary>Where images may come from: docs/spec/importing.md#settings.</summary>
public sealed class OptionsOfSourcesTests : IDisposable
{
    private const string Head = "apiVersion: config.imagestreams/v1alpha1\nkind: ImageStreamsConfiguration\n";

    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificateAuthority _authority = new("ours");

    public static TheoryData<string, string> Wrong => new()
    {
        { "blockedRegistries: [quay.io, 'https://x']", ":3: blockedRegistries[1] must be HOST[:PORT][/PATH], with * and ? in the host" },
        { "blockedRegistries:\n- quay.io\n- a b", ":5: blockedRegistries[1] must be" },
        { "insecureRegistries: ['']", ":3: insecureRegistries[0] must be a text" },
        { "mirrors: [{mirrors: [a]}]", ":3: mirrors[0].source must be HOST[:PORT][/PATH] or *.DOMAIN" },
        { "mirrors:\n- source: '*'\n  mirrors: [a]", ":4: mirrors[0].source must be" },
        { "mirrors:\n- source: quay.io", ":4: mirrors[0].mirrors must name one at least" },
        { "mirrors:\n- source: quay.io\n  mirrors:\n  - a.local\n  - '*.local'", ":7: mirrors[0].mirrors[1] must be HOST[:PORT][/PATH]" },
        { "mirrors:\n- source: quay.io\n  mirrors: [a]\n  pullFromMirror: tags", ":6: mirrors[0].pullFromMirror must be all or digest-only or tag-only" },
        { "mirrors:\n- source: quay.io\n  mirrors: [a]\n  mirrorSourcePolicy: Never", ":6: mirrors[0].mirrorSourcePolicy must be AllowContactingSource or NeverContactSource" },
        { "mirrors:\n- source: quay.io\n  mirrors: [a]\n  insecure: true", ":6: mirrors[0].insecure is not a field" },
        { "proxy: {https: 'ftp://user:hush@proxy'}", ":3: proxy.https must be [http://][USER:PASSWORD@]HOST[:PORT]" },
        { "tokenServices:\n  quay.io: ['https://auth.quay.io/token']", ":4: tokenServices.quay.io[0] must be HOST" },
        { "tokenServices:\n  quay.io/team: [auth.quay.io]", ":4: tokenServices.quay.io/team is not HOST[:PORT]" },
        { "tokenServices:\n  quay.io: auth.quay.io", ":4: tokenServices.quay.io must be a list" },
        { "proxy: {ftp: x}", ":3: proxy.ftp is not a field" },
        { "certificateAuthorities:\n  quay.io: /does/not/exist.pem", ":4: certificateAuthorities.quay.io /does/not/exist.pem: no such file" },
        { "certificateAuthorities:\n  quay.io: |\n    -----BEGIN CERTIFICATE-----\n    hush\n    -----END CERTIFICATE-----", ":4: certificateAuthorities.quay.io holds no certificate in PEM" },
        { "certificateAuthorities:\n  https://quay.io: x", ":4: certificateAuthorities.https://quay.io is not HOST[:PORT]" },
        { "certificateAuthorities: [x]", ":3: certificateAuthorities must be a map" },
        { "certificatesDirectory: /does/not/exist", ":3: certificatesDirectory /does/not/exist: no such folder, or it cannot be read" },
    };

    [Fact]
    public void Read_Patterns_AreAddedToThoseThatHoldAnyway()
    {
        var settings = Read(
            "blockedRegistries: [quay.io/bad, '*.evil.org']\ninsecureRegistries: ['registry:5000']",
            new ImportSettings { InsecureRegistries = [RegistryPattern.Parse("127.0.0.1:5000")] });

        settings.BlockedRegistries.Select(p => p.ToString()).Should().Equal("quay.io/bad", "*.evil.org");
        settings.InsecureRegistries.Select(p => p.ToString()).Should().Equal("127.0.0.1:5000", "registry:5000");
    }

    [Fact]
    public void Read_Mirrors_ArriveAsRules()
    {
        var settings = Read("""
            mirrors:
              - source: quay.io/team
                mirrors: [a.local/team, "b.local:5000"]
              - source: "*.example.com"
                mirrors: [a.local]
                pullFromMirror: digest-only
                mirrorSourcePolicy: NeverContactSource
            """);

        settings.Mirrors.Select(m => $"{m.Source} {string.Join(',', m.Mirrors)} {m.Use} {m.NeverContactSource}")
            .Should().Equal("quay.io/team a.local/team,b.local:5000 all False", "*.example.com a.local digest-only True");
    }

    [Fact]
    public void Read_CertificateAuthorities_FromFilesAndFromTheConfigurationItself()
    {
        var file = _folder.Write("ca.pem", $"# ours\n{_authority.Pem}\n");
        var inline = _authority.Pem.ReplaceLineEndings("\n    ");

        var settings = Read($"certificateAuthorities:\n  quay.io: {file}\n  'registry:5000': |\n    {inline}\n  '*': {file}");

        settings.CertificateAuthorities.Select(c => c.Host).Should().Equal("quay.io", "registry:5000", "*");
    }

    [Fact]
    public void Read_TokenServices_AreThoseOfTheirRegistries()
    {
        var settings = Read("tokenServices: {registry.example.com: [auth.example.com, login.example.com], 'registry:5000': [127.0.0.1], index.docker.io: [hub.local]}");

        settings.TokenServices.Should().Equal(
            new TrustedTokenService("registry.example.com", "auth.example.com"),
            new TrustedTokenService("registry.example.com", "login.example.com"),
            new TrustedTokenService("registry:5000", "127.0.0.1"),
            new TrustedTokenService("docker.io", "hub.local"));
    }

    [Fact]
    public void Read_CertificatesDirectory_HasAFolderForEachHost()
    {
        _folder.Write("certs.d/quay.io/ca.crt", _authority.Pem);
        _folder.Write("certs.d/quay.io/notes.txt", "none of ours");
        _folder.Write("certs.d/registry:5000/ca.crt", _authority.Pem);
        _folder.Write("certs.d/empty/notes.txt", "");

        var settings = Read($"certificatesDirectory: {Path.Combine(_folder.Path, "certs.d")}");

        settings.CertificateAuthorities.Select(c => c.Host).Should().Equal("quay.io", "registry:5000");
    }

    [Fact]
    public void Read_CertificatesDirectoryWithAFileThatHoldsNone_NamesTheFile()
    {
        var file = _folder.Write("certs.d/quay.io/ca.crt", "none");

        var read = () => Read($"certificatesDirectory: {Path.Combine(_folder.Path, "certs.d")}");

        read.Should().Throw<OptionsException>().WithMessage($"*:3: certificatesDirectory {file}: holds no certificate in PEM");
    }

    [Theory]
    [InlineData("", "http://h:1", "http://s:2", "env")]
    [InlineData("proxy: {https: 'http://u:p@mine:3'}", "http://h:1", "http://mine:3", "env")]
    [InlineData("proxy: {http: '', noProxy: [10.0.0.0/8, .svc]}", "", "http://s:2", "10.0.0.0/8 .svc")]
    public void Read_Proxy_OverThatOfTheEnvironment(string text, string http, string https, string except)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HTTP_PROXY"] = "h:1", ["https_proxy"] = "s:2", ["NO_PROXY"] = "env" };
        var defaults = new ImportSettings { Proxy = ProxyOfEnvironment.Read(environment.GetValueOrDefault) };

        var proxy = Read(text, defaults).Proxy;

        $"{proxy.Http}|{proxy.Https}|{string.Join(' ', proxy.Except)}".Should().Be($"{Port(http)}|{Port(https)}|{except}");

        static string Port(string address) => address.TrimEnd('/');
    }

    [Fact]
    public void ReadEnvironment_WithAProxyThatIsNone_DoesNotTellItsPassword()
    {
        var read = () => ProxyOfEnvironment.Read(name => name == "HTTPS_PROXY" ? "ftp://u:hush@proxy" : null);

        read.Should().Throw<OptionsException>().Which.Message.Should().Be("HTTPS_PROXY of the environment must be [http://][USER:PASSWORD@]HOST[:PORT]");
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_WhatIsWrong_IsRefusedWithFileAndLine(string content, string problem)
    {
        var read = () => Read(content);

        var message = read.Should().Throw<OptionsException>().Which.Message;
        message.Should().StartWith(_folder.Path).And.Contain(problem).And.NotContain("hush").And.NotContain("\n");
    }

    [Fact]
    public async Task Watch_CertificateFileThatChanges_TakesEffect()
    {
        var time = new ManualTimeProvider();
        var ca = _folder.Write("ca.pem", _authority.Pem);
        var file = _folder.Write("config.yaml", $"{Head}certificateAuthorities: {{quay.io: {ca}}}");
        var first = OptionsFile.Read(file, new ProcessSettings(), out var content).Import;
        var source = new ImportSettingsSource(first);
        using var watcher = new OptionsWatcher(file, content, new ProcessSettings(), read => source.Replace(read.Import), time, NullLogger<OptionsWatcher>.Instance);
        await watcher.StartAsync(CancellationToken.None);
        using var next = new TestCertificateAuthority("next");
        _folder.Write("ca.pem", next.Pem);
        await Eventually.Succeeds(() => time.WaitingTimers.Should().Be(1));

        time.Advance(OptionsWatcher.Period);

        await Eventually.Succeeds(() => source.Current.CertificateAuthorities.Should().NotEqual(first.CertificateAuthorities));
        await watcher.StopAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private ImportSettings Read(string content) => Read(content, new ImportSettings());

    private ImportSettings Read(string content, ImportSettings defaults) => OptionsFile.Read(_folder.Write("config.yaml", Head + content), new ProcessSettings { Import = defaults }, out _).Import;
}
