using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>What a stream makes pullable, and how long that is to be believed.</summary>
/// <param name="layers">Images and blobs.</param>
/// <param name="indexVersion">The version of the index that it was found at.</param>
/// <param name="ends">When it is to be looked up again in any case.</param>
internal sealed class StreamGraph(LayerGraph layers, long indexVersion, DateTimeOffset ends)
{
    private long _indexVersion = indexVersion;

    public LayerGraph Layers => layers;

    public DateTimeOffset Ends => ends;

    /// <summary>The last version of the index at which it was still true.</summary>
    public long IndexVersion
    {
        get => Interlocked.Read(ref _indexVersion);
        set => Interlocked.Exchange(ref _indexVersion, value);
    }
}
