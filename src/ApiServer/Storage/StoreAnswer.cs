namespace ImageStreams.ApiServer;

/// <summary>What the control plane answered to a request that it granted.</summary>
/// <param name="Code">HTTP status; 201 says that the object is new.</param>
/// <param name="Body">The document.</param>
internal sealed record StoreAnswer(int Code, byte[] Body);
