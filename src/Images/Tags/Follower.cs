namespace ImageStreams.Images;

/// <summary>A tag that follows another of its stream, and the generation that it wants.</summary>
internal readonly record struct Follower(string Tag, string Source, long Generation);
