namespace ImageStreams.Images;

/// <summary>What a registry says has happened to a manifest or a tag.</summary>
public enum PushAction
{
    Push,
    Delete,
}
