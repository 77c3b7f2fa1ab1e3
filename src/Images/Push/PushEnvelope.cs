namespace ImageStreams.Images;

/// <summary>What the headers of a notification say of its body; empty where there is no such header.</summary>
public sealed record PushEnvelope
{
    /// <summary><c>X-GitHub-Event</c>: what kind of thing has happened.</summary>
    public string GitHubEvent { get; init; } = "";

    /// <summary><c>X-GitHub-Delivery</c>: the id of the notification.</summary>
    public string GitHubDelivery { get; init; } = "";

    /// <summary><c>ce-type</c>: the body is the data of a CloudEvent of this type.</summary>
    public string CloudEventType { get; init; } = "";

    /// <summary><c>ce-id</c>: its id.</summary>
    public string CloudEventId { get; init; } = "";
}
