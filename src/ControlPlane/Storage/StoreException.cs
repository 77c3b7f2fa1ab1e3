namespace ImageStreams.ControlPlane;

/// <summary>The store cannot be opened, read or written; the message is for whoever runs the process.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
