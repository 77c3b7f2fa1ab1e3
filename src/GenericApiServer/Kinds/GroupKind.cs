using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>A kind without its version; its text, <c>ImageStream.image.openshift.io</c>, is how messages name it.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Kind">Name in documents.</param>
public readonly record struct GroupKind(string Group, string Kind)
{
    /// <summary>The same kind without version and names.</summary>
    public static GroupKind Of(ResourceKind kind) => new(kind.Group, kind.Kind);

    public override string ToString() => string.IsNullOrEmpty(Group) ? Kind ?? "" : $"{Kind}.{Group}";
}
