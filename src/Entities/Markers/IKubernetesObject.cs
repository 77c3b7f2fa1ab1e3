namespace ImageStreams.Entities;

/// <summary>A document with a type and metadata: everything that the API stores or computes by name.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version of the document's schema.</summary>
    string? ApiVersion { get; }

    /// <summary>Kind of the document's schema.</summary>
    string? Kind { get; }

    /// <summary>Name, labels and the rest of the standard metadata.</summary>
    ObjectMeta? Metadata { get; }
}
