namespace ImageStreams.Entities;

/// <summary>The field takes one of these texts: <c>enum</c> in the schema.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedValuesAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values { get; } = values;
}
