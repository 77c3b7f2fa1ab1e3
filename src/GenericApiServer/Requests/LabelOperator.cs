namespace ImageStreams.GenericApiServer;

/// <summary>How a label is compared.</summary>
public enum LabelOperator
{
    Exists,
    DoesNotExist,
    In,
    NotIn,
    GreaterThan,
    LessThan,
}
