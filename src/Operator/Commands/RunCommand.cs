using System.CommandLine;
using System.Net;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary><c>imagestreams run</c>: controllers and API server, in or against a cluster.</summary>
internal static class RunCommand
{
    private static readonly Option<string?> Kubeconfig = CommandOption.Text(
        "--kubeconfig", "The cluster to work for. Default: $KUBECONFIG, else the pod's service account, else ~/.kube/config.", null);

    private static readonly Option<string?> BindAddress = CommandOption.Text("--bind-address", "The address that the API server listens on.", "0.0.0.0");

    private static readonly Option<int> SecurePort = CommandOption.Number("--secure-port", "The port that the API server listens on, over HTTPS.", 8443);

    private static readonly Option<string?> TlsCertificate = CommandOption.Text(
        "--tls-cert-file", "The API server's certificate, PEM. Default: one that the process makes and renews itself.", null);

    private static readonly Option<string?> TlsPrivateKey = CommandOption.Text("--tls-private-key-file", "The key of the certificate, PEM.", null);

    private static readonly Option<bool> Controllers = CommandOption.Flag("--controllers", "Run the controllers: import and schedule. Default: true.", true);

    private static readonly Option<bool> ApiServer = CommandOption.Flag(
        "--api-server", "Serve image.openshift.io/v1. false is CRD-only mode: the cluster serves the stored kinds itself. Default: true.", true);

    private static readonly Option<string?> RegistryHostname = CommandOption.Text(
        "--registry-hostname", "HOST[:PORT] of the integrated registry inside the cluster. Default: none.", null);

    private static readonly Option<string?> PublicRegistryHostname = CommandOption.Text(
        "--public-registry-hostname", "HOST[:PORT] of the integrated registry for the world outside. Default: none.", null);

    private static readonly Option<string?> TokenRealm = CommandOption.Text(
        TokenRealmOption.Name, TokenRealmOption.Description, null);

    private static readonly Option<bool> LeaderElect = CommandOption.Flag(
        "--leader-elect", "Run the controllers only while holding the Lease imagestreams, so that of several processes one does. Default: true.", true);

    private static readonly Option<string?> MetricsBindAddress = CommandOption.Text(
        "--metrics-bind-address", "IP:PORT for /metrics, /livez and /readyz, over plain HTTP; 0 for none.", "127.0.0.1:8080");

    private static readonly Option<string?> ConfigFile = CommandOption.Text(
        "--config", "A file of kind ImageStreamsConfiguration with all other settings; it is read again when it changes. Default: none.", null);

    public static Command Create()
    {
        var command = new Command("run", "Run the controllers and the API server, in or against a cluster.")
        {
            Kubeconfig, BindAddress, SecurePort, TlsCertificate, TlsPrivateKey, Controllers, ApiServer, RegistryHostname,
            PublicRegistryHostname, TokenRealm, LeaderElect, MetricsBindAddress, ConfigFile,
        };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>The options as they were given, by flag or by environment.</summary>
    /// <remarks>Validators of commands see no defaults and no environment, so what is wrong with a value is found here.</remarks>
    /// <exception cref="OptionsException">A value makes no sense, or does not go with another.</exception>
    internal static RunOptions OptionsOf(ParseResult parsed)
    {
        var options = new RunOptions
        {
            Kubeconfig = parsed.GetValue(Kubeconfig),
            BindAddress = ReadAddress(parsed.GetValue(BindAddress)!),
            SecurePort = parsed.GetValue(SecurePort),
            TlsCertificateFile = parsed.GetValue(TlsCertificate),
            TlsPrivateKeyFile = parsed.GetValue(TlsPrivateKey),
            Controllers = parsed.GetValue(Controllers),
            ApiServer = parsed.GetValue(ApiServer),
            RegistryHostname = parsed.GetValue(RegistryHostname) ?? "",
            PublicRegistryHostname = parsed.GetValue(PublicRegistryHostname) ?? "",
            TokenRealm = TokenRealmOption.Read(parsed.GetValue(TokenRealm)),
            LeaderElect = parsed.GetValue(LeaderElect),
            MetricsBindAddress = ReadEndPoint(parsed.GetValue(MetricsBindAddress)!),
            ConfigFile = parsed.GetValue(ConfigFile),
        };
        return FindProblem(options) is { } problem ? throw new OptionsException(problem) : options;
    }

    private static string? FindProblem(RunOptions options) => options switch
    {
        { SecurePort: < 0 or > IPEndPoint.MaxPort } => $"--secure-port must be a port, not {options.SecurePort}",
        { TlsCertificateFile: null, TlsPrivateKeyFile: not null } or { TlsCertificateFile: not null, TlsPrivateKeyFile: null } =>
            "--tls-cert-file and --tls-private-key-file go together",
        { Controllers: false, ApiServer: false } => "--controllers=false and --api-server=false leave nothing to run",
        _ => null,
    };

    private static IPAddress ReadAddress(string text) =>
        IPAddress.TryParse(text, out var address) ? address : throw new OptionsException($"--bind-address must be an IP address, not '{text}'");

    private static IPEndPoint? ReadEndPoint(string text)
    {
        if (text == "0")
        {
            return null;
        }

        var full = text.StartsWith(':') ? $"0.0.0.0{text}" : text;
        return IPEndPoint.TryParse(full, out var endPoint) && full.EndsWith($":{endPoint.Port}", StringComparison.Ordinal)
            ? endPoint
            : throw new OptionsException($"--metrics-bind-address must be IP:PORT, or 0 for none, not '{text}'");
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            await RunHost.RunAsync(OptionsOf(parsed), cancellationToken);
            return CommandLine.Success;
        }
        catch (Exception e) when (e is OptionsException or KubeConfigException)
        {
            return await FailAsync(parsed, e, CommandLine.Usage);
        }
        catch (Exception e) when (e is RunStartException or IOException)
        {
            return await FailAsync(parsed, e, CommandLine.Failure);
        }
    }

    private static async Task<int> FailAsync(ParseResult parsed, Exception e, int exitCode)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"error: {TerminalText.Clean(e.Message)}");
        return exitCode;
    }
}
