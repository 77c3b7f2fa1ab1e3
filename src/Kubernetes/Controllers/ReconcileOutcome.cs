namespace ImageStreams.Kubernetes;

/// <summary>The four ways in which a reconcile can end.</summary>
internal enum ReconcileOutcome
{
    Success,
    RequeueAfter,
    Error,
    TerminalError,
}
