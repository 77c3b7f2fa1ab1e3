namespace ImageStreams.Entities;

/// <summary>A strategic merge patch replaces the field as a whole: <c>x-kubernetes-patch-strategy: replace</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatchReplacesAttribute : Attribute;
