namespace ImageStreams.ControlPlane;

/// <summary>A step in the tree of a field set.</summary>
/// <param name="IsMember">Whether the field itself is in the set.</param>
/// <param name="Below">Fields below it; never empty.</param>
internal readonly record struct FieldSetNode(bool IsMember, FieldSet? Below);
