namespace ImageStreams.Oci;

/// <summary>Where a registry listens, as two texts; the port is a default when the reference names none.</summary>
public readonly record struct HostPort(string Host, string Port);
