namespace ImageStreams.ControlPlane;

/// <summary>A document does not have the type that its schema says, so that it cannot be merged.</summary>
internal sealed class TypedValueException(string message) : Exception(message);
