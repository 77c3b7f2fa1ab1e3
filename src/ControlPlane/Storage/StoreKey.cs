namespace ImageStreams.ControlPlane;

/// <summary>Where an object lives: its resource as <c>group/plural</c> (<c>/secrets</c> for the core group), its namespace (empty for cluster kinds) and name.</summary>
public readonly record struct StoreKey(string Resource, string Namespace, string Name)
{
    /// <summary>What objects of one resource are ordered by: byte order of <c>namespace/name</c>, as in etcd.</summary>
    public string Path => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    public override string ToString() => $"{Resource} {Path}";
}
