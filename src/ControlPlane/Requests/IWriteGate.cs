namespace ImageStreams.ControlPlane;

/// <summary>Has a say in every write, after it was authorized and before it is stored.</summary>
internal interface IWriteGate
{
    /// <exception cref="GenericApiServer.ApiException">The write is refused.</exception>
    void Check(WriteAttempt attempt);
}
