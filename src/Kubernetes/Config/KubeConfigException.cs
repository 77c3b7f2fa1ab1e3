namespace ImageStreams.Kubernetes;

/// <summary>The configuration of the client cannot be used: one line that names the file, the line and what is wrong, never a secret.</summary>
public sealed class KubeConfigException : Exception
{
    public KubeConfigException(string message)
        : base(message)
    {
    }

    public KubeConfigException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
