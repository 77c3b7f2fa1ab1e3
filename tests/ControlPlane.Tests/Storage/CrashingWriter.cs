using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>
/// The test assembly as a program: writes into a store until it is killed and prints each write once it is acknowledged.
/// Every write concerns two fields that must agree, and each object is created, updated and sometimes deleted.
/// </summary>
public static class CrashingWriter
{
    public const string Argument = "crashing-writer";

    private const int Lanes = 16;

    public static async Task<int> Main(string[] args)
    {
        if (args is ["serve", var folder, var port])
        {
            return await ServeAsync(folder, int.Parse(port, CultureInfo.InvariantCulture));
        }

        if (args is not [Argument, var directory, var first])
        {
            await Console.Error.WriteLineAsync("run the tests with `dotnet test`");
            return 2;
        }

        using var store = ObjectStore.Open(new ObjectStoreOptions { DataDirectory = directory }, TimeProvider.System, NullLogger<ObjectStore>.Instance);
        var start = int.Parse(first, CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => WriteForever(store, start, lane)));
        return 0;
    }

    /// <summary>A control plane as a process, to be killed or looked at by hand: <c>dotnet exec ImageStreams.ControlPlane.Tests.dll serve FOLDER PORT</c>. After SIGTERM it waits for a line.</summary>
    private static async Task<int> ServeAsync(string folder, int port)
    {
        var tokens = Path.Combine(folder, "tokens.csv");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(tokens, ControlPlaneFixture.Tokens);
        var options = new ControlPlaneOptions { DataDirectory = folder, Port = port, TokenAuthFile = tokens };
        await using var host = await ControlPlaneHost.StartAsync(options, logging => logging.AddConsole().SetMinimumLevel(LogLevel.Information), CancellationToken.None);
        Console.WriteLine($"ready {host.Address} kubeconfig={host.KubeConfigPath}");
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stopped.TrySetResult();
        });
        await stopped.Task;
        Console.WriteLine("asked to stop");
        await Console.In.ReadLineAsync();
        await host.StopAsync(CancellationToken.None);
        return 0;
    }

    private static async Task WriteForever(ObjectStore store, int start, int lane)
    {
        var output = Console.Out;
        for (var n = start; ; n++)
        {
            var key = TemporaryStore.Key($"o-{lane}-{n % 40}");
            var body = TemporaryStore.Body(key.Name, value: $"{n}|{new string('x', 1000)}|{n}");
            var current = store.Current.Find(key);
            var result = current switch
            {
                null => await store.CreateAsync(key, body),
                _ when n % 7 == 0 => await store.DeleteAsync(key, current.Revision),
                _ => await store.UpdateAsync(key, body, current.Revision),
            };
            var shown = current is not null && n % 7 == 0 ? "-" : n.ToString(CultureInfo.InvariantCulture);
            await output.WriteLineAsync($"{key.Name} {shown} {result.Object!.Revision.ToString(CultureInfo.InvariantCulture)}");
        }
    }
}
