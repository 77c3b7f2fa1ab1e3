namespace ImageStreams.Kubernetes;

/// <summary>Reconciling this object will fail until it changes: do not try again before.</summary>
public sealed class TerminalException : Exception
{
    public TerminalException(string message)
        : base(message)
    {
    }

    public TerminalException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
