namespace ImageStreams.Oci;

/// <summary>A name or an address led where we do not go.</summary>
internal sealed class AddressRefusedException(string host, string why) : IOException($"refused to connect to {host}: {why}");
