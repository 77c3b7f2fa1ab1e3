using ImageStreams.Entities;

namespace ImageStreams.Import;

/// <summary>What was made of a manifest.</summary>
/// <param name="Image">The image; null when the cluster had it.</param>
/// <param name="IsStored">Whether the cluster has it now.</param>
internal sealed record MadeImage(Image? Image, bool IsStored);
