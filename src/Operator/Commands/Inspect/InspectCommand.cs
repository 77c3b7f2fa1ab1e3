using System.CommandLine;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary><c>imagestreams inspect REF</c>: an image straight from its registry, no cluster needed (docs/spec/inspect.md).</summary>
internal static class InspectCommand
{
    private static readonly Argument<ImageReference> Reference = RegistryArguments.Image("REF", "The image: [HOST[:PORT]/]NAME[:TAG][@DIGEST].");

    private static readonly Option<string?> Platform = CommandOption.Text(
        "--platform", "OS/ARCHITECTURE[/VARIANT] of the image to show when there are several. Default: this machine's, else linux/amd64.", null);

    private static readonly Option<bool> All = CommandOption.Flag("--all", "Show the images of all platforms.", false);

    private static readonly Option<bool> Verify = CommandOption.Flag(
        "--verify", "Fetch every layer and check its digest and size. Manifests and configurations are always checked.", false);

    public static Command Create()
    {
        var command = new Command("inspect", "Show the manifest, configuration and layers of an image, straight from its registry.")
        {
            Reference, RegistryArguments.Insecure, RegistryArguments.AuthFile, Platform, All, Verify, RegistryArguments.Output,
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
        command.SetAction((parsed, cancellationToken) => RegistryArguments.RunAsync(parsed, InspectAsync, cancellationToken));
        return command;
    }

    private static async Task<string> InspectAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reference = parsed.GetRequiredValue(Reference);
        var repository = RepositoryName.Of(reference);
        var access = await RegistryArguments.AccessAsync(parsed, repository, cancellationToken);
        using var transport = RegistryArguments.OpenTransport();
        var platform = parsed.GetValue(Platform) is { } text ? InspectOptions.ParsePlatform(text) : null;
        var inspector = new ImageInspector(
            transport.Client(repository, access),
            reference,
            new InspectOptions(platform, parsed.GetValue(All), parsed.GetValue(Verify)),
            TimeProvider.System);
        var report = await inspector.InspectAsync(cancellationToken);
        return ReportFormats.Format(report, ReportJsonContext.Default.InspectReport, parsed.GetValue(RegistryArguments.Output), InspectTable.Format);
    }
}
