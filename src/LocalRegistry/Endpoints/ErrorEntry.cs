namespace ImageStreams.LocalRegistry;

internal sealed record ErrorEntry(string Code, string Message);
