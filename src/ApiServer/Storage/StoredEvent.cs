using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>An event of the control plane, as our caller is told of it.</summary>
/// <param name="Notification">The event.</param>
/// <param name="Metadata">The object's; null when the event is not about an object.</param>
internal readonly record struct StoredEvent(WatchNotification Notification, ObjectMeta? Metadata);
