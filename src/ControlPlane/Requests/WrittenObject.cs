namespace ImageStreams.ControlPlane;

/// <summary>What came of a write: the object in the served version, and whether it is new.</summary>
internal readonly record struct WrittenObject(ReadOnlyMemory<byte> Json, bool IsNew);
