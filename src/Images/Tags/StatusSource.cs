namespace ImageStreams.Images;

/// <summary>Whose status counts when a whole stream is written (docs/spec/imagestream.md#writers).</summary>
public enum StatusSource
{
    /// <summary>The stored one: users do not write status by writing a stream.</summary>
    Stored,

    /// <summary>The one that was sent: imports and tag requests bring their own.</summary>
    Sent,
}
