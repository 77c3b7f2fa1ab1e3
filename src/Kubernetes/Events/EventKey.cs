namespace ImageStreams.Kubernetes;

/// <summary>What two events have in common that are one event which came twice.</summary>
internal readonly record struct EventKey(EventSubject Subject, string Type, string Reason, string Message);
