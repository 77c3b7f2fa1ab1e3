using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>The whole system as one process: <c>imagestreams standalone</c>, as <c>make run</c> starts it.</summary>
public sealed partial class StandaloneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string DataDirectory => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [PeerFact("kubectl")]
    public async Task Start_WithSamples_SaysThatItIsReadyAndShowsThem_AndEndsWhenTold()
    {
        await using var process = Start($"--registry-port={ProductProcess.FreePort()}", $"--samples={Repository.PathOf("config", "samples")}");
        await process.EventuallyAsync(() =>
        {
            process.Output.Should().Contain(l => l.Contains("Ctrl-C", StringComparison.Ordinal));
            return Task.CompletedTask;
        });

        var ready = ReadyLine().Match(process.Output[0]);
        ready.Success.Should().BeTrue(process.Output[0]);
        process.Output.Should().Contain(l => l.StartsWith("  NAMESPACE  NAME ", StringComparison.Ordinal));
        process.Output.Should().Contain(l => l.StartsWith("  demo ", StringComparison.Ordinal) && l.Contains(" hello ", StringComparison.Ordinal));
        var kubectl = new Kubectl(ready.Groups["kubeconfig"].Value, _folder);
        (await kubectl.RunAsync("get", "imagestreamtags", "-n", "demo")).Should().MatchRegex("(?m)^hello:stable ").And.MatchRegex("(?m)^tools:all-platforms ");
        (await kubectl.RunAsync("explain", "imagestream.spec.tags")).Should().Contain("importPolicy");
        var layers = await kubectl.RawAsync("/apis/image.openshift.io/v1/namespaces/demo/imagestreams/hello/layers");
        layers["images"]!.AsObject().Should().HaveCount(2);

        (await process.TerminateAsync()).Should().Be(0);
        process.Errors.Should().BeEmpty();
    }

    [PeerFact("kubectl")]
    public async Task Kill_AtAnyMoment_LosesNothingThatWasAnswered()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var image = SampleImage.Create(401);
        registry.On("HEAD /v2/app/manifests/latest", Answers.Manifest(image.OciManifest))
            .On($"GET /v2/app/manifests/{image.OciManifest.Digest}", Answers.Manifest(image.OciManifest))
            .On("GET /v2/app/manifests/latest", Answers.Manifest(image.OciManifest))
            .On($"GET /v2/app/blobs/{image.Config.Digest}", Answers.Bytes(image.Config.Content, "application/octet-stream"));
        var before = "";
        await using (var first = Start("--registry-port=0"))
        {
            var kubectl = await ConnectAsync(first);
            await kubectl.ApplyAsync(StreamYaml.Of("default", "app", StreamYaml.Imported("latest", $"{registry.Host}/app:latest")));
            await first.EventuallyAsync(async () => (await kubectl.GetAsync("is", "app")).History("latest").Should().Equal(image.OciManifest.Digest.ToString()));
            await kubectl.RunAsync("create", "configmap", "last", "--from-literal=a=b");
            before = await StateAsync(kubectl);
            await first.KillAsync();
        }

        await using var second = Start("--registry-port=0");
        var again = await ConnectAsync(second);

        (await StateAsync(again)).Should().Be(before, "uids and versions included");
        (await again.RawAsync($"/apis/image.openshift.io/v1/namespaces/default/imagestreamtags/app:latest"))["image"]!["metadata"]!["name"]!.ToString()
            .Should().Be(image.OciManifest.Digest.ToString());
        (await second.TerminateAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--secure-port")]
    [InlineData("--registry-port")]
    public async Task Start_OnAPortThatIsTaken_IsOneLineThatSaysWhatToDo(string option)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        string[] free = ["--port=0", "--secure-port=0", "--registry-port=0"];

        var result = await ProductProcess.RunAsync(
            ProductProcess.Program,
            ["standalone", $"--data-dir={DataDirectory}", .. free.Where(f => !f.StartsWith($"{option}=", StringComparison.Ordinal)), $"{option}={port}"]);

        result.ExitCode.Should().Be(1);
        result.Output.Should().BeEmpty();
        result.Error.Should().StartWith("error: ").And.Contain($"port {port} ").And.Contain($"choose another {option}").And.NotContain("\n");
    }

    private static async Task<string> StateAsync(Kubectl kubectl) => await kubectl.RunAsync(
        "get", "imagestreams.v1stored.image.openshift.io,images.v1stored.image.openshift.io,configmaps,clusterroles", "-o",
        "jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.uid} {.metadata.resourceVersion}{'\\n'}{end}");

    private ProductProcess Start(params string[] options) => ProductProcess.Start(
        ProductProcess.Program, ["standalone", $"--data-dir={DataDirectory}", "--port=0", "--secure-port=0", .. options]);

    private async Task<Kubectl> ConnectAsync(ProductProcess process)
    {
        await process.EventuallyAsync(() =>
        {
            process.Output.Should().NotBeEmpty();
            return Task.CompletedTask;
        });
        return new Kubectl(ReadyLine().Match(process.Output[0]).Groups["kubeconfig"].Value, _folder);
    }

    [GeneratedRegex(
        @"^ready https://127\.0\.0\.1:[0-9]+ kubeconfig=(?<kubeconfig>\S+) api=https://127\.0\.0\.1:[0-9]+ registry=(http://127\.0\.0\.1:[0-9]+)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex ReadyLine();
}
