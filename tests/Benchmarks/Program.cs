using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ImageStreams.Benchmarks;

if (args is ["import"])
{
    await ImportFigures.PrintAsync(Console.Out);
    return;
}

if (args is ["scale", ..])
{
    await ScaleFigures.PrintAsync(args[1..], Console.Out);
    return;
}

if (args is [PlaneProcess.Command, ..])
{
    await PlaneProcess.RunAsync(args[1..]);
    return;
}

// In this process: a project made for the run would not find the central package versions.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
BenchmarkSwitcher.FromAssembly(typeof(BigStream).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
