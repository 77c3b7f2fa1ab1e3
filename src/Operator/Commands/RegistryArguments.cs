using System.CommandLine;
using ImageStreams.Oci;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator;

/// <summary>What the commands that speak to a registry have in common: image arguments, options, and how failures are told.</summary>
internal static class RegistryArguments
{
    public static Option<bool> Insecure { get; } = CommandOption.Flag(
        "--insecure", "Accept any certificate, and plain HTTP where HTTPS does not answer. Implied for this machine's own registries.", false);

    public static Option<string?> AuthFile { get; } = CommandOption.Text(
        "--authfile", "A docker configuration with credentials, such as ~/.docker/config.json.", null);

    public static Option<string?> Output { get; } = CreateOutput();

    public static Argument<ImageReference> Image(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text.Contains("://", StringComparison.Ordinal))
            {
                result.AddError($"'{text}' is not an image reference: leave out what stands before the host");
                return null!;
            }

            if (!ImageReference.TryParse(text, out var reference, out var error))
            {
                result.AddError($"'{text}' is not an image reference: {error}");
            }
            else if (reference.Name.Length == 0)
            {
                result.AddError($"'{text}' names a registry, but no image");
            }

            return reference!;
        },
    };

    /// <summary>Connections as a command makes them: by itself, with the proxy of its environment.</summary>
    public static RegistryTransport OpenTransport() => new(
        new RegistryTransportOptions { UserAgent = $"imagestreams/{VersionCommand.Version}", Proxy = ProxyOfEnvironment.Read() },
        TimeProvider.System,
        NullLogger<RegistryTransport>.Instance);

    public static async Task<RegistryAccess> AccessAsync(ParseResult parsed, RepositoryName repository, CancellationToken cancellationToken) => new(
        await ReadKeychainAsync(parsed.GetValue(AuthFile), cancellationToken), parsed.GetValue(Insecure) || repository.IsLoopback);

    /// <summary>Prints what the command found, or why it failed and which option may help.</summary>
    public static async Task<int> RunAsync(
        ParseResult parsed, Func<ParseResult, CancellationToken, Task<string>> command, CancellationToken cancellationToken)
    {
        try
        {
            await parsed.InvocationConfiguration.Output.WriteAsync(await command(parsed, cancellationToken));
            return CommandLine.Success;
        }
        catch (Exception e) when (e is RegistryException or IOException or UnauthorizedAccessException or FormatException or OptionsException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"error: {TerminalText.Clean(e.Message)}{Advice(e, parsed)}");
            return CommandLine.Failure;
        }
    }

    private static Option<string?> CreateOutput()
    {
        var option = CommandOption.Text("--output", "json or yaml. Default: a table.", null);
        option.Aliases.Add("-o");
        option.AcceptOnlyFromAmong("json", "yaml");
        return option;
    }

    private static string Advice(Exception problem, ParseResult parsed) => problem switch
    {
        RegistryException { Kind: RegistryErrorKind.Unauthorized } when parsed.GetValue(AuthFile) is null => "\nA login can be given with --authfile.",
        RegistryException { Kind: RegistryErrorKind.Unreachable, InnerException: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } } =>
            "\nWith --insecure any certificate is accepted, and plain HTTP.",
        _ => "",
    };

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
