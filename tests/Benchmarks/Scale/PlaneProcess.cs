using System.Diagnostics;
using ImageStreams.ControlPlane;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Benchmarks;

/// <summary>The embedded control plane in a process of its own, so that its work is not counted with that of its clients.</summary>
internal sealed class PlaneProcess : IAsyncDisposable
{
    public const string Command = "control-plane";

    private readonly Process _process;

    private PlaneProcess(Process process, string kubeconfig, int port) => (_process, Kubeconfig, Port) = (process, kubeconfig, port);

    public string Kubeconfig { get; }

    public int Port { get; }

    /// <summary>Starts this program once more.</summary>
    public static async Task<PlaneProcess> StartAsync(string folder, string tokens, int port)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : []; // or it is the program itself
        foreach (var argument in (string[])[.. program, Command, folder, tokens, $"{port}"])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var ready = (await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the control plane does not start")).Split(' ');
        return new PlaneProcess(process, ready[1], int.Parse(ready[0], null));
    }

    /// <summary>What that other process does, until its input ends.</summary>
    public static async Task RunAsync(IReadOnlyList<string> args)
    {
        var options = new ControlPlaneOptions { DataDirectory = args[0], TokenAuthFile = args[1], Port = int.Parse(args[2], null), WaitForDisk = false };
        await using var plane = await ControlPlaneHost.StartAsync(options, logging => logging.SetMinimumLevel(LogLevel.Warning), default);
        await Console.Out.WriteLineAsync($"{plane.Address.Port} {plane.KubeConfigPath}");
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
