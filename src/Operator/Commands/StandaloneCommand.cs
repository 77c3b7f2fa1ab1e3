using System.CommandLine;
using System.Net;
using ImageStreams.ControlPlane;

namespace ImageStreams.Operator;

/// <summary><c>imagestreams standalone</c>: everything in one process, without a cluster.</summary>
internal static class StandaloneCommand
{
    private static readonly Option<string?> DataDirectory = CommandOption.Text("--data-dir", "Where everything is kept.", "./.standalone");

    private static readonly Option<int> Port = CommandOption.Number("--port", "The port of the control plane; 0 for any free one.", 6443);

    private static readonly Option<int> SecurePort = CommandOption.Number(
        "--secure-port", "The port of the API server of image streams; 0 for any free one.", 8443);

    private static readonly Option<int> RegistryPort = CommandOption.Number(
        "--registry-port", "The port of the local registry; 0 for no registry.", 5000);

    private static readonly Option<string?> TokenAuthFile = CommandOption.Text(
        "--token-auth-file", "Users with static tokens: lines of token,user,uid,\"group1,group2\".", null);

    private static readonly Option<bool> Controllers = CommandOption.Flag("--controllers", "Run the controllers: import and schedule. Default: true.", true);

    private static readonly Option<string?> RegistryHostname = CommandOption.Text(
        "--registry-hostname", "HOST[:PORT] of the integrated registry. Default: the local registry.", null);

    private static readonly Option<string?> PublicRegistryHostname = CommandOption.Text(
        "--public-registry-hostname", "HOST[:PORT] of the integrated registry for the world outside. Default: none.", null);

    private static readonly Option<string?> TokenRealm = CommandOption.Text(
        TokenRealmOption.Name, TokenRealmOption.Description, null);

    private static readonly Option<string?> Samples = CommandOption.Text(
        "--samples", "Push sample images, apply the manifests of this folder and print the image streams. Default: none.", null);

    public static Command Create()
    {
        var command = new Command("standalone", "Run everything on this machine: a control plane, a registry, the controllers and the API server.")
        {
            DataDirectory, Port, SecurePort, RegistryPort, TokenAuthFile, Controllers, RegistryHostname, PublicRegistryHostname, TokenRealm, Samples,
        };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>The options as they were given, by flag or by environment.</summary>
    /// <exception cref="OptionsException">A value makes no sense.</exception>
    internal static StandaloneOptions OptionsOf(ParseResult parsed) => new()
    {
        DataDirectory = parsed.GetValue(DataDirectory)!,
        Port = ReadPort(parsed, Port),
        SecurePort = ReadPort(parsed, SecurePort),
        RegistryPort = ReadPort(parsed, RegistryPort),
        TokenAuthFile = parsed.GetValue(TokenAuthFile),
        Controllers = parsed.GetValue(Controllers),
        RegistryHostname = parsed.GetValue(RegistryHostname),
        PublicRegistryHostname = parsed.GetValue(PublicRegistryHostname) ?? "",
        TokenRealm = TokenRealmOption.Read(parsed.GetValue(TokenRealm)),
        Samples = parsed.GetValue(Samples),
    };

    private static int ReadPort(ParseResult parsed, Option<int> option)
    {
        var port = parsed.GetValue(option);
        return port is >= 0 and <= IPEndPoint.MaxPort ? port : throw new OptionsException($"{option.Name} must be a port, not {port}");
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var streams = parsed.InvocationConfiguration;
        try
        {
            await StandaloneHost.RunAsync(OptionsOf(parsed), streams.Output, cancellationToken);
            return CommandLine.Success;
        }
        catch (OptionsException e)
        {
            await streams.Error.WriteLineAsync($"error: {TerminalText.Clean(e.Message)}");
            return CommandLine.Usage;
        }
        catch (Exception e) when (e is RunStartException or ControlPlaneException or IOException or UnauthorizedAccessException)
        {
            await streams.Error.WriteLineAsync($"error: {TerminalText.Clean(e.Message)}");
            return CommandLine.Failure;
        }
    }
}
