using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>The object that an event is about, whatever its version.</summary>
internal readonly record struct EventSubject(string? ApiVersion, string? Kind, string? Namespace, string? Name, string? Uid)
{
    public static EventSubject Of(ObjectReference regarding) =>
        new(regarding.ApiVersion, regarding.Kind, regarding.Namespace, regarding.Name, regarding.Uid);
}
