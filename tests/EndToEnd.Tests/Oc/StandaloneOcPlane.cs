namespace ImageStreams.EndToEnd.Tests;

/// <summary><c>imagestreams standalone</c>, with its own registry.</summary>
public sealed class StandaloneOcPlane() : OcPlane(canStart: OcFactAttribute.ReasonToSkipAll is null)
{
    private readonly int _registryPort = ProductProcess.FreePort();
    private ProductProcess? _process;

    public override string Registry => $"127.0.0.1:{_registryPort}";

    public override ProductProcess Process => _process ?? throw new InvalidOperationException("the process does not run");

    private protected override async Task<Kubectl> StartAsync()
    {
        var data = Path.Combine(Folder.Path, "data");
        _process = ProductProcess.Start(ProductProcess.Program, [
            "standalone", $"--data-dir={data}", "--port=0", "--secure-port=0", $"--registry-port={_registryPort}", $"--registry-hostname={IntegratedRegistry}",
        ]);
        await _process.EventuallyAsync(() =>
        {
            _process.Output.Should().Contain(l => l.StartsWith("ready ", StringComparison.Ordinal));
            return Task.CompletedTask;
        });
        return new Kubectl(Path.Combine(data, "kubeconfig"), Folder);
    }

    private protected override async Task StopAsync() => await Process.DisposeAsync();
}
