using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>A kind that clients, caches and stores handle generically, without reflection.</summary>
public interface IResource<TSelf> : IKubernetesObject
    where TSelf : IResource<TSelf>
{
    /// <summary>Where the kind lives in the API.</summary>
    static abstract ResourceKind ResourceKind { get; }

    /// <summary>How one object is read and written.</summary>
    static abstract JsonTypeInfo<TSelf> JsonTypeInfo { get; }
}
