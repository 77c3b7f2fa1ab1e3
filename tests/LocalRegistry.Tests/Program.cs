using ImageStreams.LocalRegistry;
using Microsoft.Extensions.Logging.Abstractions;

// Started by CrashTests as a process of its own that can be killed: serves the given directory and prints where.
await using var registry = await LocalRegistryHost.StartAsync(new LocalRegistryOptions { Directory = args[0] }, NullLoggerFactory.Instance, default);
Console.WriteLine(registry.Host);
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
