namespace ImageStreams.GenericApiServer;

/// <summary>In which shape a caller wants objects.</summary>
public enum ResponseTransform
{
    /// <summary>As they are.</summary>
    None,

    /// <summary>As rows of a table for people.</summary>
    Table,

    /// <summary>Only the metadata of one object.</summary>
    PartialObjectMetadata,

    /// <summary>Only the metadata of a list of objects.</summary>
    PartialObjectMetadataList,
}
