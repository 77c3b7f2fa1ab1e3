namespace ImageStreams.GenericApiServer;

/// <summary>The ways in which a change of an object can be written.</summary>
public enum PatchType
{
    /// <summary><c>application/json-patch+json</c>: operations, RFC 6902.</summary>
    Json,

    /// <summary><c>application/merge-patch+json</c>: the fields to set, null to remove, RFC 7386.</summary>
    Merge,

    /// <summary><c>application/strategic-merge-patch+json</c>: as merge, but lists merge by key where the kind says so.</summary>
    StrategicMerge,

    /// <summary><c>application/apply-patch+yaml</c>: the fields that the sender wants to own.</summary>
    Apply,
}
