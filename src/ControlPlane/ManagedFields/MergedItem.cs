namespace ImageStreams.ControlPlane;

/// <summary>An item of a merged list, and where it comes from.</summary>
internal readonly record struct MergedItem(PathElement Element, FieldValue Live, FieldValue Applied);
