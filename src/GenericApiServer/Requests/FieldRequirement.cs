namespace ImageStreams.GenericApiServer;

/// <summary>One condition on one field.</summary>
/// <param name="Field">Path of the field.</param>
/// <param name="Value">What it is compared with.</param>
/// <param name="IsEqual">Whether it must be equal or must differ.</param>
public sealed record FieldRequirement(string Field, string Value, bool IsEqual)
{
    public override string ToString() => $"{Field}{(IsEqual ? "=" : "!=")}{FieldSelectorExpression.Escape(Value)}";
}
