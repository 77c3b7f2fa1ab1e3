using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>What somebody wants to do with one thing in the registry.</summary>
/// <param name="Stream">The stream whose repository it is; null for the list of all repositories.</param>
/// <param name="Actions">What to do with it, each once.</param>
internal sealed record RequestedScope(StreamKey? Stream, IReadOnlyList<string> Actions);
