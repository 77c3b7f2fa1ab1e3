using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Kubernetes.Tests;

/// <summary>Clients and documents for tests.</summary>
internal static class TestClients
{
    public static KubernetesClient To(FakeApiServer server) => To(server, TimeProvider.System, new KubernetesClientOptions());

    public static KubernetesClient To(FakeApiServer server, TimeProvider time, KubernetesClientOptions options) =>
        To(new KubernetesClientConfiguration { Host = server.Address }, time, options);

    public static KubernetesClient To(KubernetesClientConfiguration configuration, TimeProvider time, KubernetesClientOptions options) =>
        new(configuration, options, new KubernetesMetrics(new Meter(KubernetesMetrics.MeterName)), time, NullLoggerFactory.Instance);

    public static JsonObject ConfigMap(string name, string resourceVersion) => ConfigMap("ns", name, resourceVersion, "v");

    public static JsonObject ConfigMap(string ns, string name, string resourceVersion, string value) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["resourceVersion"] = resourceVersion, ["uid"] = $"uid-{name}" },
        ["data"] = new JsonObject { ["key"] = value },
    };

    /// <summary>A config map whose data is a list.</summary>
    public static JsonObject BrokenConfigMap(string name, string resourceVersion)
    {
        var broken = ConfigMap(name, resourceVersion);
        broken["data"] = new JsonArray(1, 2);
        return broken;
    }

    /// <summary>Moves the clock in steps until the task has ended.</summary>
    public static async Task<T> Until<T>(this ManualTimeProvider time, Task<T> task, TimeSpan step)
    {
        await time.Until((Task)task, step);
        return await task;
    }

    /// <inheritdoc cref="Until{T}"/>
    public static async Task Until(this ManualTimeProvider time, Task task, TimeSpan step)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Eventually.DefaultDeadline)
            {
                throw new TimeoutException("the task does not end");
            }

            time.Advance(step);
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        await task;
    }
}
