namespace ImageStreams.ControlPlane;

/// <summary>A write on its way to the writer's thread: a null body deletes; the expected revision is 0 where nothing may stand yet (create).</summary>
internal sealed record PendingWrite(StoreKey Key, EncodedObject? Body, long Expected)
{
    public TaskCompletionSource<WriteResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
