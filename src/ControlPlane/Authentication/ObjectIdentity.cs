namespace ImageStreams.ControlPlane;

/// <summary>A name and which object of that name is meant.</summary>
internal sealed record ObjectIdentity(string Name, string Uid);
