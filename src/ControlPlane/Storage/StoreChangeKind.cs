namespace ImageStreams.ControlPlane;

public enum StoreChangeKind
{
    Added,
    Modified,
    Deleted,
}
