namespace ImageStreams.Import;

/// <summary>What imports fetch for each other, whichever door they came through (docs/spec/importing.md#sharing).</summary>
internal sealed class SharedWork(TimeProvider time)
{
    /// <summary>Looks at tags.</summary>
    public SharedLooks Looks { get; } = new(time);

    /// <summary>Manifests that came with a look.</summary>
    public HeldManifests Manifests { get; } = new();

    /// <summary>Images, as tags mean them.</summary>
    public Flights<ContentKey, ImageResult> Images { get; } = new(time) { Keeps = false };

    /// <summary>Images of lists.</summary>
    public Flights<ContentKey, ChosenImage> Parts { get; } = new(time) { Keeps = false };
}
