namespace ImageStreams.ControlPlane;

/// <summary>Which scalars a field takes.</summary>
internal enum ScalarType
{
    Any,
    Text,
    Number,
    Boolean,
}
