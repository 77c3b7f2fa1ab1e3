namespace ImageStreams.Kubernetes;

/// <summary>An event that is in the API, and how often it came.</summary>
internal sealed record SentEvent(NamespacedName Key, DateTimeOffset First, int Count);
