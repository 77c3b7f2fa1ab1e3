namespace ImageStreams.ControlPlane;

/// <summary>One write as watchers see it. For a deletion <paramref name="Object"/> is the last state, at the revision of the deletion.</summary>
public sealed record StoreChange(StoreChangeKind Kind, StoredObject Object, StoredObject? Previous)
{
    public long Revision => Object.Revision;
}
