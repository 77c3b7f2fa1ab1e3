using ImageStreams.Entities;

namespace ImageStreams.Import;

/// <summary>The image that an entry of a list stands for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">The image; null when the cluster had it.</param>
/// <param name="IsStored">Whether the cluster has it now.</param>
internal sealed record ChosenImage(string Name, Image? Image, bool IsStored);
