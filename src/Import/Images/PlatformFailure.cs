using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>One image of a list that could not be imported; the others were.</summary>
/// <param name="Platform">As people write it: <c>linux/arm64</c>.</param>
/// <param name="Digest">Name of the image.</param>
/// <param name="Failure">Why.</param>
public sealed record PlatformFailure(string Platform, string Digest, ImportFailure Failure);
