using System.CommandLine;
using System.CommandLine.Parsing;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary><c>imagestreams tag SRC DST</c>: another name for an image, given in its registry (docs/spec/remote-tagging.md).</summary>
internal static class TagCommand
{
    private static readonly Argument<ImageReference> Source = RegistryArguments.Image("SRC", "The image: [HOST[:PORT]/]NAME[:TAG][@DIGEST].");

    private static readonly Argument<ImageReference> Target = RegistryArguments.Image(
        "DST", "Its new name, in the same registry: [HOST[:PORT]/]NAME[:TAG]. Without a tag: latest.");

    public static Command Create()
    {
        var command = new Command("tag", "Give an image another name in its registry, without pulling or pushing its layers.")
        {
            Source, Target, RegistryArguments.Insecure, RegistryArguments.AuthFile, RegistryArguments.Output,
        };
        command.Validators.Add(Validate);
        command.SetAction((parsed, cancellationToken) => RegistryArguments.RunAsync(parsed, TagAsync, cancellationToken));
        return command;
    }

    private static void Validate(CommandResult result)
    {
        if (Find(result, Source) is not { } source || Find(result, Target) is not { } target)
        {
            return; // the argument itself says what is wrong with it
        }

        if (target.Id.Length > 0)
        {
            result.AddError($"DST must name a tag, not a digest: '{target.Id}'");
        }
        else if (source.DockerClientDefaults().AsV2().Registry is var from && target.DockerClientDefaults().AsV2().Registry is var to && from != to)
        {
            result.AddError(
                $"SRC is in {from}, DST in {to}: to another registry the layers must be copied too. "
                + $"Try: skopeo copy --all docker://{Spelt(source)} docker://{Spelt(target)}");
        }
    }

    private static ImageReference? Find(CommandResult result, Argument<ImageReference> argument) =>
        result.GetResult(argument) is { Tokens: [var token] } && ImageReference.TryParse(token.Value, out var reference, out _) && reference.Name.Length > 0
            ? reference
            : null;

    private static string Spelt(ImageReference reference) => reference.DockerClientDefaults().MostSpecific().Exact;

    private static async Task<string> TagAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (source, target) = (parsed.GetRequiredValue(Source), parsed.GetRequiredValue(Target));
        var (from, to) = (RepositoryName.Of(source), RepositoryName.Of(target));
        var access = await RegistryArguments.AccessAsync(parsed, from, cancellationToken);
        using var transport = RegistryArguments.OpenTransport();
        var tagger = new RemoteTagger(transport.Client(from, access), transport.PushClient(to, access), transport.Client(to, access));
        var report = await tagger.TagAsync(source.DockerClientDefaults(), target.DockerClientDefaults(), cancellationToken);
        return ReportFormats.Format(report, ReportJsonContext.Default.TagReport, parsed.GetValue(RegistryArguments.Output), TagTable.Format);
    }
}
