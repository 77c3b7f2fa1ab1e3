using System.Text.RegularExpressions;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Follows docs/push.md, line by line.</summary>
public sealed partial class PushGuideTests(IntegratedRegistry registry) : IClassFixture<IntegratedRegistry>
{
    [RegistryFact]
    public async Task OnThisMachine_EveryLineDoesWhatItSays_AndIsThereAfterARestart()
    {
        var kubeconfig = Path.Combine(registry.DataDirectory, "kubeconfig");
        var shell = new UserShell(registry.Folder, kubeconfig); // a line cannot export to the next one
        var image = SampleImage.Create(631);
        var outputs = new Dictionary<string, string>();
        foreach (var line in Lines("On this machine").Where(l => !NeedsADaemon(l)))
        {
            var typed = line
                .Replace("127.0.0.1:5000", registry.Host, StringComparison.Ordinal)
                .Replace("docker://docker.io/library/busybox", $"{registry.Local(image)} --insecure-policy", StringComparison.Ordinal)
                .Replace("$PWD/.standalone/kubeconfig", kubeconfig, StringComparison.Ordinal);
            outputs[line] = await TypeAsync(shell, typed, line.Contains("kubectl get ", StringComparison.Ordinal));
        }

        outputs.Should().HaveCountGreaterThan(9);
        outputs["kubectl get imagestreams,imagestreamtags -n demo"].Should().ContainAll("/busybox ", "/busybox:latest ");
        outputs["kubectl get --raw /apis/image.openshift.io/v1/namespaces/demo/imagestreams/busybox/layers"].Should().Contain(image.OciManifest.Digest.ToString());
        outputs["skopeo inspect --tls-verify=false docker://127.0.0.1:5000/demo/busybox"].Should().Contain(image.OciManifest.Digest.ToString());

        await registry.RestartAsync();

        (await registry.Shell().RunAsync($"skopeo inspect --tls-verify=false docker://{registry.Host}/demo/busybox")).Should().Contain(image.OciManifest.Digest.ToString());
        (await registry.Admin.GetAsync("is", "busybox", "-n", "demo")).History("latest").Should().Equal(image.OciManifest.Digest.ToString());
    }

    [Fact]
    public void Docker_IsToldTheSameAsSkopeo()
    {
        var docker = Lines("On this machine").Where(NeedsADaemon).ToList();

        docker.Should().Equal(
            "kubectl create token dev -n demo | docker login -u dev --password-stdin 127.0.0.1:5000",
            "docker pull docker.io/library/busybox",
            "docker tag docker.io/library/busybox 127.0.0.1:5000/demo/busybox",
            "docker push 127.0.0.1:5000/demo/busybox");
    }

    [PeerFact("sh", "env")]
    public async Task Script_WithoutTheRegistry_IsOneLineThatSaysWhatToInstall()
    {
        using var folder = new TemporaryFolder();

        // Nothing of the system is on PATH but what a shell brings along; the script itself adds where administrators have their programs.
        var text = (await File.ReadAllTextAsync(Repository.PathOf("hack", "docker-registry"))).Replace(":/usr/sbin:/sbin", "", StringComparison.Ordinal);
        var script = folder.WriteScript("script", text);
        var result = await ProductProcess.RunAsync("/usr/bin/env", "-i", $"PATH={folder.Path}", "/bin/sh", script, ProductProcess.Program, folder.Path);

        result.ExitCode.Should().Be(1);
        result.Output.Should().BeEmpty();
        result.Error.Should().Contain("apt install docker-registry").And.NotContain("\n");
    }

    private static bool NeedsADaemon(string line) => line.Contains("docker ", StringComparison.Ordinal);

    /// <summary>What is to be typed in a section once the system runs.</summary>
    private static List<string> Lines(string section)
    {
        var text = File.ReadAllText(Repository.PathOf("docs", "push.md"));
        var begin = text.IndexOf($"## {section}\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        return [.. Typed().Matches(text[begin..end]).Select(m => m.Groups["line"].Value).Where(l => !l.StartsWith("make ", StringComparison.Ordinal))];
    }

    /// <summary>Runs a line; what looks at a push is typed again until there is something to see, as a reader would.</summary>
    private async Task<string> TypeAsync(UserShell shell, string line, bool mayBeEarly)
    {
        if (!mayBeEarly)
        {
            return await shell.RunAsync(line);
        }

        var output = "";
        await registry.Process.EventuallyAsync(async () => (output = await shell.RunAsync(line)).Should().MatchRegex("busybox:latest|sha256:"));
        return output;
    }

    [GeneratedRegex("^    (?<line>[a-z].*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Typed();
}
