using System.Diagnostics;
using System.Net;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

public sealed class RunCommandTests : IAsyncLifetime
{
    private RunFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await RunFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData("--bind-address=everywhere", "--bind-address must be an IP address, not 'everywhere'")]
    [InlineData("--secure-port=70000", "--secure-port must be a port, not 70000")]
    [InlineData("--metrics-bind-address=8080", "--metrics-bind-address must be IP:PORT, or 0 for none, not '8080'")]
    [InlineData("--metrics-bind-address=localhost:8080", "--metrics-bind-address must be IP:PORT, or 0 for none, not 'localhost:8080'")]
    [InlineData("--tls-cert-file=/a", "--tls-cert-file and --tls-private-key-file go together")]
    [InlineData("--controllers=perhaps", "'perhaps'")]
    [InlineData("--no-such-flag", "--no-such-flag")]
    public async Task Run_FlagThatIsWrong_IsAnErrorOfUsage(string flag, string message)
    {
        var result = await CommandResult.RunAsync("run", flag);

        result.ExitCode.Should().Be(CommandLine.Usage);
        result.Error.Should().StartWith("error: ").And.Contain(message);
    }

    [Fact]
    public async Task Run_NothingToRun_IsAnErrorOfUsage()
    {
        var result = await CommandResult.RunAsync("run", "--controllers=false", "--api-server=false");

        result.ExitCode.Should().Be(CommandLine.Usage);
    }

    [Fact]
    public async Task Help_OfRun_ShowsEveryFlagItsDefaultAndItsVariable()
    {
        var result = await CommandResult.RunAsync("run", "--help");

        result.Output.Should().ContainAll(
            "--kubeconfig", "--bind-address", "--secure-port", "--tls-cert-file", "--tls-private-key-file", "--controllers", "--api-server",
            "--registry-hostname", "--public-registry-hostname", "--token-realm", "--leader-elect", "--metrics-bind-address", "--config",
            "IMAGESTREAMS_SECURE_PORT", "[default: 8443]", "[default: 0.0.0.0]", "[default: 127.0.0.1:8080]", "Default: true. [env: IMAGESTREAMS_LEADER_ELECT]");
    }

    [Fact]
    public void Options_WithoutFlags_AreTheDefaults()
    {
        RunCommand.OptionsOf(RunCommand.Create().Parse([])).Should().BeEquivalentTo(new RunOptions());
    }

    [Fact]
    public void Options_OfFlags_AreWhatTheySay()
    {
        var parsed = RunCommand.Create().Parse(
        [
            "--kubeconfig", "k", "--bind-address", "127.0.0.1", "--secure-port", "9443", "--tls-cert-file", "c", "--tls-private-key-file", "p",
            "--controllers=false", "--api-server=true", "--registry-hostname", "r:1", "--public-registry-hostname", "x", "--leader-elect=false",
            "--metrics-bind-address", ":9090", "--config", "f", "--token-realm", "https://images.example.com/auth/token",
        ]);

        RunCommand.OptionsOf(parsed).Should().BeEquivalentTo(new RunOptions
        {
            Kubeconfig = "k",
            BindAddress = IPAddress.Loopback,
            SecurePort = 9443,
            TlsCertificateFile = "c",
            TlsPrivateKeyFile = "p",
            Controllers = false,
            RegistryHostname = "r:1",
            PublicRegistryHostname = "x",
            TokenRealm = new Uri("https://images.example.com/auth/token"),
            LeaderElect = false,
            MetricsBindAddress = new IPEndPoint(IPAddress.Any, 9090),
            ConfigFile = "f",
        });
        RunCommand.OptionsOf(RunCommand.Create().Parse(["--metrics-bind-address=0"])).MetricsBindAddress.Should().BeNull();
    }

    [Theory]
    [InlineData("http://images.example.com/auth/token")]
    [InlineData("https://user@images.example.com/auth/token")]
    [InlineData("https://images.example.com/auth/token?service=x")]
    [InlineData("images.example.com")]
    public async Task Run_RealmThatIsNone_IsOneLine(string realm)
    {
        var result = await RunAsync("--token-realm", realm);

        result.ExitCode.Should().Be(CommandLine.Usage);
        result.Error.Should().Be($"error: --token-realm must be a URL such as https://images.example.com/auth/token, not '{realm}'\n");
        var standalone = () => StandaloneCommand.OptionsOf(StandaloneCommand.Create().Parse(["--token-realm", realm]));
        standalone.Should().Throw<OptionsException>();
    }

    [Fact]
    public async Task Run_ConfigurationThatIsWrong_IsOneLineWithItsPlace()
    {
        var file = _fixture.Write("config.yaml", "apiVersion: config.imagestreams/v1alpha1\nkind: ImageStreamsConfiguration\nimportMod: Legacy\n");

        var result = await RunAsync("--config", file);

        result.ExitCode.Should().Be(CommandLine.Usage);
        result.Error.Should().Be($"error: {file}:3: importMod is not a field\n");
    }

    [Fact]
    public async Task Run_ClusterThatIsNotThere_IsOneLine()
    {
        var file = _fixture.Write("nowhere", RunFixture.KubeconfigFor(new Uri("http://127.0.0.1:1")));

        var result = await CommandResult.RunAsync("run", "--api-server=false", "--metrics-bind-address=0", "--kubeconfig", file);

        result.ExitCode.Should().Be(CommandLine.Failure);
        result.Error.Should().Be("error: the cluster at http://127.0.0.1:1/ cannot be reached: Connection refused\n");
    }

    [Theory]
    [InlineData("GET /version", 401, "Unauthorized", "does not accept our credentials: ")]
    [InlineData("GET /apis/image.openshift.io/v1stored", 404, "NotFound", "does not serve image.openshift.io/v1stored: apply config/crd")]
    [InlineData("GET /version", 403, "Forbidden", "cannot be reached: ")]
    public async Task Run_ClusterThatLacksSomething_SaysWhat(string route, int code, string reason, string message)
    {
        _fixture.Cluster.Fail(r => r.Route == route ? FakeReply.Status(code, reason, "so it is") : null);
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Fail(r => r.Route == route ? FakeReply.Status(code, reason, "so it is") : FakeReply.Json("{}"));
        var file = _fixture.Write("lacking", RunFixture.KubeconfigFor(cluster.Address));

        var result = await CommandResult.RunAsync("run", "--api-server=false", "--metrics-bind-address=0", "--kubeconfig", file);

        result.ExitCode.Should().Be(CommandLine.Failure);
        result.Error.Should().StartWith($"error: the cluster at {cluster.Address} {message}").And.NotContain("secret-token");
    }

    [Fact]
    public async Task Program_ToldToTerminate_GivesTheLeaseBackAndEndsWell()
    {
        using var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "imagestreams"),
            ["run", "--api-server=false", "--metrics-bind-address=0", "--kubeconfig", _fixture.Kubeconfig])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            _fixture.Apply("s", "no reference");
            await Eventually.Succeeds(() => _fixture.Cluster.Find(ControllerFixture.PathOf("s"))!["status"].Should().NotBeNull());
            _fixture.Holder.Should().NotBeNullOrEmpty();
            using var terminate = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(new CancellationTokenSource(Eventually.DefaultDeadline).Token);
        }
        finally
        {
            process.Kill();
        }

        process.ExitCode.Should().Be(CommandLine.Success, "it printed {0} {1}", await output, await error);
        _fixture.Holder.Should().BeEmpty();
        (await output).Should().Contain("imagestream-import has stopped").And.NotContain("secret-token");
    }

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        CommandResult.RunAsync(["run", "--api-server=false", "--metrics-bind-address=0", "--kubeconfig", _fixture.Kubeconfig, .. arguments]);
}
