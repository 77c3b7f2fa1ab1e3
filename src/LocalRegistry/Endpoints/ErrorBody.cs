namespace ImageStreams.LocalRegistry;

/// <summary>How a registry says no.</summary>
internal sealed record ErrorBody(IReadOnlyList<ErrorEntry> Errors);
