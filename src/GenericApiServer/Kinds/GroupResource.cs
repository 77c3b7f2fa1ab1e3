using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>A resource without its version; its text, <c>imagestreams.image.openshift.io</c>, is how messages name it.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Resource">Plural name as in paths.</param>
public readonly record struct GroupResource(string Group, string Resource)
{
    /// <summary>The resource that objects of <paramref name="kind"/> are served under.</summary>
    public static GroupResource Of(ResourceKind kind) => new(kind.Group, kind.Plural);

    public override string ToString() => string.IsNullOrEmpty(Group) ? Resource ?? "" : $"{Resource}.{Group}";
}
