namespace ImageStreams.Kubernetes;

/// <summary>Whether an exec plugin may ask the user.</summary>
internal enum ExecInteractiveMode
{
    Never,
    IfAvailable,
    Always,
}
