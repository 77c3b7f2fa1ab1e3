using System.CommandLine;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary><c>imagestreams explain NAMESPACE/STREAM[:TAG]</c>: why a tag stands where it stands (docs/spec/explain.md).</summary>
internal static class ExplainCommand
{
    private static readonly Argument<ExplainTarget> Target = new("NAMESPACE/STREAM[:TAG]")
    {
        Description = "The stream, and maybe one of its tags.",
        CustomParser = result =>
        {
            var target = ExplainTarget.Parse(result.Tokens[0].Value);
            if (target is null)
            {
                result.AddError($"'{result.Tokens[0].Value}' is not NAMESPACE/STREAM[:TAG]");
            }

            return target!;
        },
    };

    private static readonly Option<string?> Kubeconfig = CommandOption.Text(
        "--kubeconfig", "The cluster to ask. Default: $KUBECONFIG, else the pod's service account, else ~/.kube/config.", null);

    private static readonly Option<string?> ConfigFile = CommandOption.Text(
        "--config", "The settings of the importer, as imagestreams run has them: intervals and waits follow from them. Default: none.", null);

    private static readonly Option<string?> Output = CreateOutput();

    public static Command Create()
    {
        var command = new Command("explain", "Say why the tags of an image stream stand where they stand, and what happens to them next.")
        {
            Target, Kubeconfig, ConfigFile, Output,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, TimeProvider.System, cancellationToken));
        return command;
    }

    internal static async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var explanation = await ExplainAsync(parsed, time, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteAsync(
                ReportFormats.Format(explanation, ReportJsonContext.Default.StreamExplanation, parsed.GetValue(Output), ExplainTable.Format));
            return CommandLine.Success;
        }
        catch (Exception e) when (e is OptionsException or KubeConfigException)
        {
            return await FailAsync(parsed, e.Message, CommandLine.Usage);
        }
        catch (Exception e) when (e is RunStartException)
        {
            return await FailAsync(parsed, e.Message, CommandLine.Failure);
        }
    }

    private static Option<string?> CreateOutput()
    {
        var option = CommandOption.Text("--output", "table, json or yaml. Default: table.", null);
        option.Aliases.Add("-o");
        option.AcceptOnlyFromAmong("table", "json", "yaml");
        return option;
    }

    private static async Task<int> FailAsync(ParseResult parsed, string message, int exitCode)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"error: {TerminalText.Clean(message)}");
        return exitCode;
    }

    private static async Task<StreamExplanation> ExplainAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var target = parsed.GetRequiredValue(Target);
        var settings = parsed.GetValue(ConfigFile) is { } path ? OptionsFile.Read(path, new ProcessSettings(), out _).Import : new ImportSettings();
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildDefaultConfig(parsed.GetValue(Kubeconfig)));
        var (stream, isApiMode) = await ReadAsync(client, target, cancellationToken);
        return new StreamExplainer(stream, time.GetUtcNow(), settings.Plan with { StrategyRuns = isApiMode }).Explain(target.Tag)
            ?? throw new RunStartException($"image stream {target.Namespace}/{target.Stream} has no tag {target.Tag}");
    }

    /// <exception cref="RunStartException">There is no such stream to be had.</exception>
    private static async Task<(ImageStream Stream, bool IsApiMode)> ReadAsync(KubernetesClient client, ExplainTarget target, CancellationToken cancellationToken)
    {
        var (host, key) = (client.Configuration.Host, new NamespacedName(target.Namespace, target.Stream));
        try
        {
            var group = await client.GetRawAsync($"/apis/{ImageStream.ResourceKind.Group}/{ImageStream.ResourceKind.Version}", cancellationToken);
            var stream = await client.Resource<ImageStream>().FindAsync(key, cancellationToken)
                ?? throw new RunStartException($"image stream {target.Namespace}/{target.Stream} not found in the cluster at {host}");

            // Only an API server of ours serves tags; without one the cluster serves the stored streams itself, and nobody keeps their rules.
            return (stream, group.AsSpan().IndexOf("\"imagestreamtags\""u8) >= 0);
        }
        catch (KubeApiException e) when (e.IsUnauthorized)
        {
            throw new RunStartException($"the cluster at {host} does not accept our credentials: {e.Message}");
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            throw new RunStartException($"the cluster at {host} has no image streams: nobody serves {ImageStream.ResourceKind.ApiVersion}");
        }
        catch (KubeApiException e) when (e.IsForbidden)
        {
            throw new RunStartException(e.Status.Message ?? e.Message);
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            throw new RunStartException($"the cluster at {host} cannot be asked: {(e.InnerException ?? e).Message}");
        }
    }
}
