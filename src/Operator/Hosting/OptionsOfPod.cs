using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>What a pod is told of itself (config/manager); outside a pod the defaults hold.</summary>
internal static class OptionsOfPod
{
    /// <summary>The namespace of the pod; null outside one.</summary>
    public static string? Namespace => Find("POD_NAMESPACE");

    public static EventRecorderOptions EventOptions()
    {
        var options = new EventRecorderOptions();
        options.ReportingInstance = Find("POD_NAME") ?? options.ReportingInstance;
        return options;
    }

    public static LeaderElectionOptions LeaderElectionOptions()
    {
        var options = new LeaderElectionOptions();
        options.Namespace = Namespace ?? options.Namespace;
        options.Identity = Find("POD_NAME") is { } pod ? $"{pod}_{Guid.NewGuid()}" : options.Identity;
        return options;
    }

    private static string? Find(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
