namespace ImageStreams.ControlPlane;

/// <summary>The control plane cannot run; the message is one line for whoever starts it.</summary>
public sealed class ControlPlaneException(string message, Exception? inner = null) : Exception(message, inner);
