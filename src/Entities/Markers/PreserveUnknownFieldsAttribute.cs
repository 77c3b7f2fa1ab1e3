namespace ImageStreams.Entities;

/// <summary>The field is stored as sent, with all it holds: <c>x-kubernetes-preserve-unknown-fields</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;
