namespace ImageStreams.Import;

/// <summary>What came of looking at a push.</summary>
public enum PushResult
{
    /// <summary>The stream has it already.</summary>
    Unchanged,

    /// <summary>The stream has it now; or, of a manifest without a tag, the cluster has its image.</summary>
    Written,

    /// <summary>The registry has lost the tag, and so has the stream.</summary>
    Deleted,

    /// <summary>The registry has no such thing, and nothing here says otherwise.</summary>
    Absent,

    /// <summary>The registry does not seem to know the repository any more. That may be a deletion or an accident: what is here stays.</summary>
    Kept,

    /// <summary>It may not be taken in.</summary>
    Refused,

    /// <summary>The registry could not be asked, or others wrote at the same time: it is worth another try.</summary>
    Failed,
}
