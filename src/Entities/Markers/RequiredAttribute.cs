namespace ImageStreams.Entities;

/// <summary>The field must be in every document: <c>required</c> in the schema.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;
