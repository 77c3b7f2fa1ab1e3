using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class ExecCredentialSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GetAsync_BeforeAndAfterExpiry_RunsThePluginOnceEach()
    {
        using var source = Source(Plugin("""{"token":"t'$N'","expirationTimestamp":"2026-01-01T00:10:00Z"}"""));

        var first = await Token(source);
        _time.Advance(TimeSpan.FromMinutes(9));
        var second = await Token(source);
        _time.Advance(TimeSpan.FromMinutes(1));
        var third = await Token(source);

        (first, second, third).Should().Be(("t1", "t1", "t2"));
    }

    [Fact]
    public async Task RefreshAsync_ManyRefusedAtOnce_RunsThePluginOnce()
    {
        using var source = Source(Plugin("""{"token":"t'$N'"}"""));
        var refused = await source.GetAsync(CancellationToken.None);

        var fresh = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => source.RefreshAsync(refused, CancellationToken.None).AsTask()));

        fresh.Select(c => c!.Authorization!.Parameter).Should().AllBe("t2");
    }

    [Fact]
    public async Task GetAsync_ArgumentsEnvironmentAndInfo_ReachThePlugin()
    {
        var seen = Path.Combine(_folder.Path, "seen");
        var script = _folder.WriteScript("plugin", $"printf '%s|%s|%s' \"$1\" \"$E\" \"$KUBERNETES_EXEC_INFO\" > {seen}\n" + Answer("""{"token":"t"}"""));
        using var source = Source(new ExecConfig(script, ExecConfig.V1)
        {
            Args = ["a b"],
            Env = new Dictionary<string, string> { ["E"] = "v" },
            Cluster = new ExecCluster { Server = "https://h", Config = new JsonObject { ["x"] = 1 } },
        });

        await Token(source);

        var parts = File.ReadAllText(seen).Split('|');
        parts[..2].Should().Equal("a b", "v");
        JsonNode.DeepEquals(
            JsonNode.Parse(parts[2]),
            JsonNode.Parse("""
                {"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",
                 "spec":{"interactive":false,"cluster":{"server":"https://h","config":{"x":1}}}}
                """)).Should().BeTrue();
    }

    [Fact]
    public async Task GetAsync_CertificateInsteadOfToken_IsTaken()
    {
        using var authority = new TestCertificateAuthority("ca");
        var certificate = authority.Client("exec");
        var status = new JsonObject { ["clientCertificateData"] = certificate.CertificatePem, ["clientKeyData"] = certificate.KeyPem };
        using var source = Source(new ExecConfig(_folder.WriteScript("plugin", Answer(status.ToJsonString())), ExecConfig.V1));

        var credential = await source.GetAsync(CancellationToken.None);

        credential.Certificate!.Context.TargetCertificate.Subject.Should().Be("CN=exec");
        credential.Authorization.Should().BeNull();
    }

    [Theory]
    [InlineData("echo S3CR3T", "did not print an ExecCredential")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"S3CR3T\"}}'", "did not print an ExecCredential of client.authentication.k8s.io/v1")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}'", "printed no status")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'", "printed neither a token nor a certificate")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"clientKeyData\":\"S3CR3T\"}}'", "printed a certificate without its key, or a key without its certificate")]
    [InlineData("echo S3CR3T >&2; echo S3CR3T; exit 3", "ended with exit code 3")]
    [InlineData("head -c 2000000 /dev/zero", "printed more than 1048576 bytes")]
    public async Task GetAsync_BadPlugin_IsNamedAndNothingItPrintedIsQuoted(string script, string expected)
    {
        using var source = Source(new ExecConfig(_folder.WriteScript("plugin", script), ExecConfig.V1));
        var get = async () => await source.GetAsync(CancellationToken.None);

        var error = (await get.Should().ThrowAsync<KubeConfigException>()).Which;

        error.Message.Should().EndWith($"plugin\" {expected}");
        error.ToString().Should().NotContain("S3CR3T");
    }

    [Fact]
    public async Task GetAsync_NoSuchProgram_GivesTheInstallHint()
    {
        using var source = Source(new ExecConfig("no-such-login-program", ExecConfig.V1) { InstallHint = "apt install\nlogin" });
        var get = async () => await source.GetAsync(CancellationToken.None);

        (await get.Should().ThrowAsync<KubeConfigException>()).WithMessage("exec plugin \"no-such-login-program\" cannot be started; apt install login");
    }

    [Fact]
    public async Task GetAsync_PluginHangs_IsEndedAtTheDeadline()
    {
        using var source = Source(new ExecConfig(_folder.WriteScript("plugin", "sleep 1000 & wait"), ExecConfig.V1));

        var get = () => _time.Until(source.GetAsync(CancellationToken.None).AsTask(), TimeSpan.FromSeconds(5));

        (await get.Should().ThrowAsync<KubeConfigException>()).WithMessage("*did not end within 60 seconds");
    }

    [Fact]
    public async Task GetAsync_MustAskButNoTerminal_IsRefused()
    {
        using var source = Source(new ExecConfig("x", ExecConfig.V1) { InteractiveMode = ExecInteractiveMode.Always });
        var get = async () => await source.GetAsync(CancellationToken.None);

        (await get.Should().ThrowAsync<KubeConfigException>()).WithMessage("*wants to ask the user, but standard input is no terminal");
    }

    private static async Task<string?> Token(ExecCredentialSource source) =>
        (await source.GetAsync(CancellationToken.None)).Authorization?.Parameter;

    /// <summary>Shell that prints an answer; a quote in it ends and begins the shell's quoting.</summary>
    private static string Answer(string status) =>
        $$"""printf '%s' '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{{status}}}'""";

    /// <summary>A plugin that knows as <c>$N</c> how often it was run.</summary>
    private ExecConfig Plugin(string status)
    {
        var count = Path.Combine(_folder.Path, "count");
        return new ExecConfig(_folder.WriteScript("plugin", $"echo >> {count}\nN=$(wc -l < {count} | tr -d ' ')\n{Answer(status)}"), ExecConfig.V1);
    }

    private ExecCredentialSource Source(ExecConfig exec) => new(exec, new ExecProcess(_time, () => false), _time);
}
