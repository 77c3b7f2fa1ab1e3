namespace ImageStreams.ControlPlane;

/// <summary>A field that an applier wants to set otherwise than its manager.</summary>
internal sealed record FieldConflict(ManagerKey Manager, IReadOnlyList<PathElement> Path);
