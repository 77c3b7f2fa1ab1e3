namespace ImageStreams.ControlPlane;

/// <summary>The outcome of a write, and the object: as written, as last seen (deleted), or as it stands (<see cref="WriteOutcome.Exists"/>, <see cref="WriteOutcome.Changed"/>).</summary>
public readonly record struct WriteResult(WriteOutcome Outcome, StoredObject? Object)
{
    public bool IsWritten => Outcome == WriteOutcome.Written;
}
