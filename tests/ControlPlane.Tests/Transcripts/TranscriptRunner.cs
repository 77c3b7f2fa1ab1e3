using System.Globalization;
using System.Text;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Runs a transcript's commands and writes down what they print, in a form that is the same each time.</summary>
internal sealed class TranscriptRunner(string kubeConfig, Uri address)
{
    /// <summary>The commands' outputs, one block for each command.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(Transcript transcript)
    {
        using var folder = new TemporaryFolder();
        var admin = new Kubectl(kubeConfig, folder, "default");
        var ns = $"t-{Random.Shared.Next(0x1000000).ToString("x6", CultureInfo.InvariantCulture)}";
        await admin.RunAsync("create", "namespace", ns);
        var kubectl = new Kubectl(kubeConfig, folder, ns);
        await Eventually.Succeeds(async () => await kubectl.RunAsync("get", "serviceaccount/default", "configmap/kube-root-ca.crt"));
        var normalizer = new OutputNormalizer(ns, folder.Path, address);
        List<string> blocks = [];
        foreach (var command in transcript.Commands)
        {
            var input = command.Input.Replace("{ns}", ns, StringComparison.Ordinal);
            if (command.IsFile)
            {
                folder.Write(command.Line, input);
                continue;
            }

            blocks.Add(await RunAsync(kubectl, command, input, normalizer));
        }

        await admin.RunAsync("delete", "namespace", ns, "--wait=false");
        return blocks;
    }

    private static async Task<string> RunAsync(Kubectl kubectl, TranscriptCommand command, string input, OutputNormalizer normalizer)
    {
        var words = TranscriptCommand.Words(command.Line.Replace("{ns}", kubectl.Namespace, StringComparison.Ordinal));
        string[] arguments = [.. words.SkipWhile(w => char.IsUpper(w[0]))];
        kubectl.Environment.Clear();
        foreach (var setting in words.Take(words.Count - arguments.Length).Select(w => w.Split('=', 2)))
        {
            kubectl.Environment[setting[0]] = setting[1];
        }

        var (code, output, error) = await kubectl.TryAsync(input, arguments);
        if (command.Eventually && code != 0)
        {
            await Eventually.Succeeds(async () =>
            {
                (code, output, error) = await kubectl.TryAsync(input, arguments);
                code.Should().Be(0, error);
            });
        }

        var text = new StringBuilder($"$ {command.Line}\n");
        Append(text, "", command.Filter(normalizer.Text(output)));
        Append(text, "! ", normalizer.Text(error).TrimEnd('\n'));
        return text.Append(code == 0 ? "" : $"= {code}").ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, string prefix, string lines)
    {
        foreach (var line in lines.Length == 0 ? [] : lines.Split('\n'))
        {
            text.Append(prefix).Append(line).Append('\n');
        }
    }
}
