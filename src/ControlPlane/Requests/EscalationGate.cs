namespace ImageStreams.ControlPlane;

/// <summary>Nobody writes a role or binding that gives more than he has.</summary>
internal sealed class EscalationGate(EscalationGuard guard) : IWriteGate
{
    public void Check(WriteAttempt attempt)
    {
        if (attempt.Operation != WriteAttempt.Delete)
        {
            guard.Check(attempt.User, attempt.Key, attempt.Document, attempt.Old);
        }
    }
}
