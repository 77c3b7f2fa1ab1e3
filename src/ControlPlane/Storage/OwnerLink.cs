namespace ImageStreams.ControlPlane;

/// <summary>An entry of <c>metadata.ownerReferences</c>, as far as the garbage collector reads it.</summary>
public sealed record OwnerLink(string ApiVersion, string Kind, string Name, string Uid, bool BlocksOwnerDeletion);
