namespace ImageStreams.GenericApiServer;

/// <summary>Bodies of requests.</summary>
public static class RequestBody
{
    /// <summary>How many bytes a body may have: 3 MiB, as in a kube-apiserver.</summary>
    public const int DefaultLimit = 3 * 1024 * 1024;
}
