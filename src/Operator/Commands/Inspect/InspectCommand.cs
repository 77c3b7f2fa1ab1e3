using System.CommandLine;
using ImageStreams.Oci;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator;

/// <summary><c>imagestreams inspect REF</c>: an image straight from its registry, no cluster needed (docs/spec/inspect.md).</summary>
internal static class InspectCommand
{
    private static readonly Argument<ImageReference> Reference = new("REF")
    {
        Description = "The image: [HOST[:PORT]/]NAME[:TAG][@DIGEST].",
        CustomParser = result =>
        {
            if (result.Tokens[0].Value.Contains("://", StringComparison.Ordinal))
            {
                result.AddError($"'{result.Tokens[0].Value}' is not an image reference: leave out what stands before the host");
                return null!;
            }

            if (!ImageReference.TryParse(result.Tokens[0].Value, out var reference, out var error))
            {
                result.AddError($"'{result.Tokens[0].Value}' is not an image reference: {error}");
            }
            else if (reference.Name.Length == 0)
            {
                result.AddError($"'{result.Tokens[0].Value}' names a registry, but no image");
            }

            return reference!;
        },
    };

    private static readonly Option<bool> Insecure = CommandOption.Flag(
        "--insecure", "Accept any certificate, and plain HTTP where HTTPS does not answer. Implied for this machine's own registries.", false);

    private static readonly Option<string?> AuthFile = CommandOption.Text(
        "--authfile", "A docker configuration with credentials, such as ~/.docker/config.json.", null);

    private static readonly Option<string?> Platform = CommandOption.Text(
        "--platform", "OS/ARCHITECTURE[/VARIANT] of the image to show when there are several. Default: this machine's, else linux/amd64.", null);

    private static readonly Option<bool> All = CommandOption.Flag("--all", "Show the images of all platforms.", false);

    private static readonly Option<bool> Verify = CommandOption.Flag(
        "--verify", "Fetch every layer and check its digest and size. Manifests and configurations are always checked.", false);

    private static readonly Option<string?> Output = CreateOutput();

    public static Command Create()
    {
        var command = new Command("inspect", "Show the manifest, configuration and layers of an image, straight from its registry.")
        {
            Reference, Insecure, AuthFile, Platform, All, Verify, Output,
        };
        command.Validators.Add(result =>
        {
            var platform = result.GetValue(Platform);
            if (platform is not null && InspectOptions.ParsePlatform(platform) is null)
            {
                result.AddError($"--platform must be OS/ARCHITECTURE[/VARIANT], not '{platform}'");
            }

            if (platform is not null && result.GetValue(All))
            {
                result.AddError("--platform and --all exclude each other");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static Option<string?> CreateOutput()
    {
        var option = CommandOption.Text("--output", "json or yaml. Default: a table.", null);
        option.Aliases.Add("-o");
        option.AcceptOnlyFromAmong("json", "yaml");
        return option;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var report = await InspectAsync(parsed, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteAsync(InspectFormats.Format(report, parsed.GetValue(Output)));
            return CommandLine.Success;
        }
        catch (Exception e) when (e is RegistryException or IOException or UnauthorizedAccessException or FormatException or OptionsException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"error: {TerminalText.Clean(e.Message)}{Advice(e, parsed)}");
            return CommandLine.Failure;
        }
    }

    private static string Advice(Exception problem, ParseResult parsed) => problem switch
    {
        RegistryException { Kind: RegistryErrorKind.Unauthorized } when parsed.GetValue(AuthFile) is null => "\nA login can be given with --authfile.",
        RegistryException { Kind: RegistryErrorKind.Unreachable, InnerException: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } } =>
            "\nWith --insecure any certificate is accepted, and plain HTTP.",
        _ => "",
    };

    private static async Task<InspectReport> InspectAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reference = parsed.GetRequiredValue(Reference);
        var repository = RepositoryName.Of(reference);
        var access = new RegistryAccess(
            await ReadKeychainAsync(parsed.GetValue(AuthFile), cancellationToken), parsed.GetValue(Insecure) || repository.IsLoopback);
        var options = new RegistryTransportOptions { UserAgent = $"imagestreams/{VersionCommand.Version}", Proxy = ProxyOfEnvironment.Read() };
        using var transport = new RegistryTransport(options, TimeProvider.System, NullLogger<RegistryTransport>.Instance);
        var platform = parsed.GetValue(Platform) is { } text ? InspectOptions.ParsePlatform(text) : null;
        var inspector = new ImageInspector(
            transport.Client(repository, access),
            reference,
            new InspectOptions(platform, parsed.GetValue(All), parsed.GetValue(Verify)),
            TimeProvider.System);
        return await inspector.InspectAsync(cancellationToken);
    }

    private static async Task<IKeychain> ReadKeychainAsync(string? authFile, CancellationToken cancellationToken)
    {
        if (authFile is null)
        {
            return AnonymousKeychain.Instance;
        }

        try
        {
            return new DockerConfigKeychain([DockerConfig.Parse(await File.ReadAllBytesAsync(authFile, cancellationToken))]);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{authFile}: {e.Message}", e);
        }
    }
}
