namespace ImageStreams.Import;

/// <summary>What became of a registry by the end of a request.</summary>
internal enum LaneNews
{
    /// <summary>It stands as before.</summary>
    None,

    /// <summary>It is left alone from now on.</summary>
    Opened,

    /// <summary>It is back.</summary>
    Returned,
}
