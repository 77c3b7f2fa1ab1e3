using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>What imports fetch for each other, whichever door they came through (docs/spec/importing.md#sharing).</summary>
internal sealed class SharedWork(TimeProvider time)
{
    /// <summary>Looks at tags.</summary>
    public SharedLooks Looks { get; } = new(time);

    /// <summary>What was shown to whom.</summary>
    public AccessProofs Proofs { get; } = new(time);

    /// <summary>Manifests that somebody works on. Only for those to whom their registry has shown them.</summary>
    public HeldManifests Manifests { get; } = new();

    /// <summary>Images, by the digests of their manifests. Only for those to whom their registry has shown these.</summary>
    public Flights<Digest, MadeImage> Images { get; } = new(time) { Keeps = false };

    /// <summary>What was pushed to the repositories of streams.</summary>
    public Flights<(StreamKey Stream, Digest Digest), ImageResult> Pushes { get; } = new(time) { Keeps = false };
}
