namespace ImageStreams.Import;

/// <summary>A registry is not asked for a while.</summary>
/// <param name="Until">So long.</param>
/// <param name="Reason">One of <see cref="Images.ImportReasons"/>.</param>
/// <param name="Words">For people: why.</param>
internal sealed record RegistryHold(DateTimeOffset Until, string Reason, string Words);
