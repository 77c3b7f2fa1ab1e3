namespace ImageStreams.EndToEnd.Tests;

/// <summary>A blob that a registry holds.</summary>
public sealed record HeldBlob(string Digest, long Size);
