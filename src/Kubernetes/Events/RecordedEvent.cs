using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Something that happened, before it is sent. Two that differ in the time only are one event that came twice.</summary>
internal sealed record RecordedEvent(ObjectReference Regarding, string Type, string Reason, string Message, DateTimeOffset Time)
{
    /// <summary>What makes it the same event as another.</summary>
    public EventKey Key => new(EventSubject.Of(Regarding), Type, Reason, Message);
}
